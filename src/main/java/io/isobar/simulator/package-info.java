/**
 * Publishes made-up readings. In comes a device type, read from a JSON file, and a number of devices; out go their
 * messages to a publisher that the caller gives, each device at its own moment of the common interval. A device type
 * that cannot be used is refused when it is read. A message that cannot be published is lost: the first is logged, and
 * how many they were once it works again.
 *
 * <p>The attribute types are those of the AWS IoT Device Simulator, for which {@code pressure-device.json} was first
 * described. Ours differs from that description on purpose in one setting: there {@code deviceid} changes with every
 * message. As {@code sensorID} is {@code deviceid} followed by {@code clientid}, every message would then
 * start a series of its own, and 20 devices would not appear as 20 sensors. So here {@code deviceid} is static.
 */
@NullMarked
package io.isobar.simulator;

import org.jspecify.annotations.NullMarked;
