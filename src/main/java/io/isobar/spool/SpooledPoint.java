package io.isobar.spool;

import java.time.Instant;

/**
 * A point as it lies on disk.
 *
 * @param line in line protocol, with its line feed
 * @param payload of the message that it was made of, to be parked if the point is refused
 */
record SpooledPoint(String line, Instant receivedAt, String topic, byte[] payload) {}
