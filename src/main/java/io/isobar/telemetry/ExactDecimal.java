package io.isobar.telemetry;

/**
 * Reads the numbers that nearly all devices send, such as 812 or -8.125, without making anything of them but the result.
 *
 * <p>A whole number of up to 15 digits and a power of ten up to 10^22 are exact as a double, and so their quotient is the
 * double that is next to the number: the same one that {@link Double#parseDouble} finds (Clinger, "How to Read Floating Point
 * Numbers Accurately", 1990).
 */
final class ExactDecimal {

    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14
    };
    private static final int MOST_DIGITS = 15;

    private ExactDecimal() {}

    /** @return NaN if it is not of this kind, which does not mean that it is no number */
    static double read(char[] text, int from, int to) {
        int first = from < to && text[from] == '-' ? from + 1 : from;
        if (to - first > MOST_DIGITS + 1) return Double.NaN;
        long digits = 0;
        int point = to;
        for (int i = first; i < to; i++) {
            if (text[i] == '.' && point == to && i > first) {
                point = i;
            } else if (text[i] >= '0' && text[i] <= '9') {
                digits = 10 * digits + text[i] - '0';
            } else {
                return Double.NaN;
            }
        }
        int decimals = point == to ? 0 : to - point - 1;
        int count = point == to ? to - first : to - first - 1;
        if (count < 1 || count > MOST_DIGITS || point < to && decimals == 0) return Double.NaN;
        double value = digits / POWERS[decimals];
        return first > from ? -value : value;
    }
}
