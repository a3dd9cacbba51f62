/**
 * Keeps the messages of an SQS queue in a DynamoDB table, in order by device, and answers requests for them over MQTT. A message
 * is deleted from the queue only after the table has it; one that can never be stored is parked with its reason and goes to the
 * dead-letter queue. A request is acknowledged when its answer is published; while the table is away both wait.
 */
@NullMarked
package io.isobar.inbox;

import org.jspecify.annotations.NullMarked;
