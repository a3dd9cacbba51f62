/**
 * Checks {@code docker/} without a Docker engine. The Dockerfiles and {@code compose.yaml} come in as they are; their steps are
 * done by hand on this machine, between real servers in place of the other containers. What only an engine can tell, such as
 * whether an image can be pulled, is not checked.
 */
@NullMarked
package io.isobar.docker;

import org.jspecify.annotations.NullMarked;
