/**
 * Which certificates Isobar shows to its peers, and which it trusts. The bundles of the settings come in, and what TLS needs goes
 * out, as it is at the moment; renewed files take the place of the old ones if they can be used, and are said to be wrong if they
 * cannot. Says in time when a certificate expires, and in plain words why a handshake failed.
 */
@NullMarked
package io.isobar.tls;

import org.jspecify.annotations.NullMarked;
