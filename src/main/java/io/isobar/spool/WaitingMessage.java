package io.isobar.spool;

import java.time.Instant;

/** A message as it lies on disk until its metadata can be had. */
record WaitingMessage(Instant receivedAt, String topic, byte[] payload) {}
