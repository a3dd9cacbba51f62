package io.isobar.sqs;

import java.time.Instant;

/**
 * A message as a queue hands it out.
 *
 * @param id the same each time that it is handed out
 * @param handle names this time, to delete or hide it
 * @param sentAt when it was put into the queue, in whole milliseconds
 */
public record QueueMessage(String id, String handle, String body, Instant sentAt) {}
