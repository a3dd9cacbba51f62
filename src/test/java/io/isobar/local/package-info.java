/**
 * Real servers on this machine, for the tests and for {@code bin/run}: each is started on a port and in a folder of its own,
 * is ready when its start returns, and is gone when it is closed. They live among the tests so that the service cannot even
 * be compiled against them.
 */
package io.isobar.local;
