/**
 * The end-to-end benchmark behind {@code bin/bench}: the packaged service as a process of its own between real servers, all
 * on this machine. A {@link io.isobar.bench.Scenario} takes the servers of one {@link io.isobar.bench.Site} and gives figures; messages
 * come from {@code mosquitto_pub}, costs from the operating system. A run in which a message did not become exactly one point
 * fails, and gives no figures.
 */
package io.isobar.bench;
