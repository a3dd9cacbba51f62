/**
 * Runs an MQTT broker inside the process, for a machine that has none. Clients connect to it over TCP like to any other
 * broker, Isobar's own client among them. When it stops, sessions and queued messages stay in its data folder, or are gone
 * if it has none.
 */
@NullMarked
package io.isobar.broker;

import org.jspecify.annotations.NullMarked;
