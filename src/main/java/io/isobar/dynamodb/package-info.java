/**
 * Attribute values of DynamoDB as text and JSON. Values in, values out, no I/O.
 */
@NullMarked
package io.isobar.dynamodb;

import org.jspecify.annotations.NullMarked;
