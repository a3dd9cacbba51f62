/**
 * Keeps whole messages of MQTT topics in DynamoDB tables, under keys that are a member of the message or its time cut by a
 * pattern. In comes a {@link io.isobar.pipeline.Delivery}; it is acknowledged when the table has all items of it. What can never be
 * one is parked with its reason; while a table is away or throttled its messages wait, and then the broker holds them back.
 */
@NullMarked
package io.isobar.archive;

import org.jspecify.annotations.NullMarked;
