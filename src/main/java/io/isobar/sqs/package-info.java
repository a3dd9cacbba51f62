/**
 * Takes messages out of an SQS queue. Each comes in with an acknowledgement and is deleted from the queue, ten at a time, only
 * after that was called; until then it is kept hidden from other readers, however long it takes. Telemetry that a rule of AWS
 * IoT Core has put into a queue goes out as the same {@link io.isobar.pipeline.Delivery} that MQTT brings. A queue that cannot
 * be reached is tried again with back-off; what is not deleted comes again, from the queue.
 */
@NullMarked
package io.isobar.sqs;

import org.jspecify.annotations.NullMarked;
