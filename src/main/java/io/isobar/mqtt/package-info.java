/**
 * Speaks MQTT 5 as a client and knows the syntax of topics. Messages of its subscriptions come in, each goes out with an
 * acknowledgement that is sent when the message is safe; messages to publish go the other way. A lost connection and a
 * refused subscription are tried again with back-off; what was not acknowledged is delivered again by the broker.
 */
@NullMarked
package io.isobar.mqtt;

import org.jspecify.annotations.NullMarked;
