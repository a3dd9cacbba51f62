package io.isobar.pipeline;

/** A setting whose value cannot be used: stops the start with one line that names it, its value and what is allowed. */
public final class InvalidSetting extends IllegalArgumentException {

    /**
     * @param property the full name, such as {@code isobar.influx.batch-size}
     * @param value what it was set to; never pass a secret
     * @param allowed what it may be, such as {@code a whole number from 1 to 100000}
     */
    public InvalidSetting(String property, Object value, String allowed) {
        super("%s is '%s'; allowed is %s".formatted(property, value, allowed));
    }
}
