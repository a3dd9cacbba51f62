package io.isobar.route;

import tools.jackson.core.io.JsonStringEncoder;

/** How the tag {@code sensorID} is made of the device and the client that a message names. */
public enum SensorId {
    /** The one followed by the other. */
    PLAIN {
        @Override
        String part(String text) {
            return text;
        }
    },
    /** The same with each in JSON's double quotes: what the Lambda that Isobar replaces has always written. */
    QUOTED {
        @Override
        String part(String text) {
            return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
        }
    };

    abstract String part(String text);
}
