package io.isobar.telemetry;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The type of a field, fixed by its first point for as long as InfluxDB keeps it. */
public enum FieldType {
    FLOAT {
        @Override
        public @Nullable FieldValue of(char[] text, int from, int to) {
            double value = ExactDecimal.read(text, from, to);
            return Double.isNaN(value) ? super.of(text, from, to) : new FieldValue.Decimal(value);
        }

        @Override
        Optional<FieldValue> ofNumber(String number) {
            double value = Double.parseDouble(number);
            return Double.isFinite(value) ? Optional.of(new FieldValue.Decimal(value)) : Optional.empty();
        }
    },
    INTEGER {
        @Override
        public @Nullable FieldValue of(char[] text, int from, int to) {
            double value = ExactDecimal.read(text, from, to);
            return value == (long) value ? new FieldValue.Whole((long) value) : super.of(text, from, to);
        }

        @Override
        Optional<FieldValue> ofNumber(String number) {
            if (number.length() > LONGEST) return Optional.empty();
            try {
                BigDecimal value = new BigDecimal(number);
                // A scale in the millions would be written out before it is found to be too long.
                if ((long) value.precision() - value.scale() > 19 || value.scale() > LONGEST) return Optional.empty();
                return Optional.of(new FieldValue.Whole(value.longValueExact()));
            } catch (ArithmeticException | NumberFormatException notWhole) {
                return Optional.empty();
            }
        }
    },
    BOOLEAN {
        @Override
        public @Nullable FieldValue of(char[] text, int from, int to) {
            if (is("true", text, from, to)) return FieldValue.Truth.TRUE;
            return is("false", text, from, to) ? FieldValue.Truth.FALSE : super.of(text, from, to);
        }

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

    private static final int LONGEST = 1_000;

    /** The same of the text from one place to another; null if there is none. */
    public @Nullable FieldValue of(char[] text, int from, int to) {
        return of(new String(text, from, to - from)).orElse(null);
    }

    /** The value that a text says, or empty if it cannot be said in this type without loss. */
    public Optional<FieldValue> of(String text) {
        String trimmed = text.strip();
        return isTrimmedNumber(trimmed) ? ofNumber(trimmed) : Optional.empty();
    }

    /** Whether a text says a number, in digits with or without a point and an exponent, of whatever size. */
    public static boolean isNumber(String text) {
        return isTrimmedNumber(text.strip());
    }

    /** Double.parseDouble also takes NaN, hexadecimal and a type suffix, which are not numbers to anybody else. */
    private static boolean isTrimmedNumber(String text) {
        int whole = digits(text, sign(text, 0));
        boolean point = whole < text.length() && text.charAt(whole) == '.';
        int end = point ? digits(text, whole + 1) : whole;
        boolean any = end - sign(text, 0) > (point ? 1 : 0);
        if (!any || end == text.length()) return any;
        if (text.charAt(end) != 'e' && text.charAt(end) != 'E') return false;
        int exponent = sign(text, end + 1);
        return exponent < text.length() && digits(text, exponent) == text.length();
    }

    /** Where what follows a sign starts; the same place if there is none. */
    private static int sign(String text, int from) {
        return from < text.length() && (text.charAt(from) == '+' || text.charAt(from) == '-') ? from + 1 : from;
    }

    private static int digits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') end++;
        return end;
    }

    private static boolean is(String word, char[] text, int from, int to) {
        if (to - from != word.length()) return false;
        for (int i = from; i < to; i++) if (text[i] != word.charAt(i - from)) return false;
        return true;
    }

    Optional<FieldValue> ofNumber(String number) {
        return Optional.empty();
    }
}
