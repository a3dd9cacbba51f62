package io.isobar.telemetry;

/** The value of a field, of one of the types that InfluxDB has. */
public sealed interface FieldValue {

    /** @param value finite */
    record Decimal(double value) implements FieldValue {

        public Decimal {
            if (!Double.isFinite(value)) throw new IllegalArgumentException(value + " is not finite");
        }
    }

    record Whole(long value) implements FieldValue {}

    record Truth(boolean value) implements FieldValue {

        static final Truth TRUE = new Truth(true);
        static final Truth FALSE = new Truth(false);
    }

    record Text(String value) implements FieldValue {}
}
