package io.isobar.simulator;

import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * All that the values of one message may depend on.
 *
 * @param random the device's own generator
 * @param now one instant for the whole message, so that all its timestamps agree
 * @param count the number of messages of this device before this one
 */
public record Turn(RandomGenerator random, Instant now, long count) {}
