package io.isobar.telemetry;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The type of a field, fixed by its first point for as long as InfluxDB keeps it. */
public enum FieldType {
    FLOAT {
        @Override
        Optional<FieldValue> ofNumber(String number) {
            double value = Double.parseDouble(number);
            return Double.isFinite(value) ? Optional.of(new FieldValue.Decimal(value)) : Optional.empty();
        }
    },
    INTEGER {
        @Override
        Optional<FieldValue> ofNumber(String number) {
            BigDecimal value = new BigDecimal(number);
            // A scale in the millions would be written out before it is found to be too long.
            if (value.precision() - value.scale() > 19 || value.scale() > 1_000) return Optional.empty();
            try {
                return Optional.of(new FieldValue.Whole(value.longValueExact()));
            } catch (ArithmeticException notWhole) {
                return Optional.empty();
            }
        }
    },
    BOOLEAN {
        @Override
        public Optional<FieldValue> of(String text) {
            return switch (text.strip().toLowerCase(Locale.ROOT)) {
                case "true", "1" -> Optional.of(new FieldValue.Truth(true));
                case "false", "0" -> Optional.of(new FieldValue.Truth(false));
                default -> Optional.empty();
            };
        }
    },
    STRING {
        @Override
        public Optional<FieldValue> of(String text) {
            return Optional.of(new FieldValue.Text(text));
        }
    };

    /** Double.parseDouble also takes NaN, hexadecimal and a type suffix, which are not numbers to anybody else. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,9})?");

    /** The value that a text says, or empty if it cannot be said in this type without loss. */
    public Optional<FieldValue> of(String text) {
        String trimmed = text.strip();
        return NUMBER.matcher(trimmed).matches() ? ofNumber(trimmed) : Optional.empty();
    }

    Optional<FieldValue> ofNumber(String number) {
        return Optional.empty();
    }
}
