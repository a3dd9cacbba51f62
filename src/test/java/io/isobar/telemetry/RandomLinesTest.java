package io.isobar.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The bytes of random points are those of the same lines written as a text; {@code -Dtest.seed} repeats a failure.
 *
 * <p>That text is made in the plainest way, rule after rule.
 */
class RandomLinesTest {

    /** All that has a meaning in a line, and what is longer than a byte in UTF-8: halves of a pair too, alone or together. */
    private static final String[] PIECES = {
        "a", "B", "7", "\\", "\\\\", " ", ",", "=", "\"", "'", "\n", "\r", "\t", "#", "\u007f", "\u0080", "é", "߿", "ࠀ",
        "€", "\uffff", "😀", "\ud83d", "\ude00", "_", "\0"
    };

    private final long seed = Long.getLong("test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void append_randomPoint_isItsText() {
        for (int i = 0; i < 50_000; i++) {
            Point point = point();

            LineBuffer line = new LineBuffer();
            LineProtocol.append(line, point);

            byte[] written = line.copy();
            assertThat(written)
                    .as("seed %d, point %d", seed, i)
                    .isEqualTo(text(point).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    @Test
    void append_randomDecimals_areWhatJavaMakesOfThem() {
        for (int i = 0; i < 500_000; i++) {
            double value = decimal();

            LineBuffer line = new LineBuffer();
            LineProtocol.append(
                    line,
                    new Point(new Series("m", Tags.NONE), Fields.of(Map.of("v", new FieldValue.Decimal(value))), 0));

            assertThat(line).as("seed %d", seed).hasToString("m v=" + value + " 0\n");
        }
    }

    private Point point() {
        Map<String, String> tags = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) tags.put(piece(), piece() + piece());
        Map<String, FieldValue> fields = new HashMap<>();
        for (int i = random.nextInt(4); i >= 0; i--) fields.put(text(), value());
        return new Point(
                new Series("m" + text(), Tags.of(tags)), Fields.of(fields), random.nextLong() >> random.nextInt(64));
    }

    private FieldValue value() {
        return switch (random.nextInt(4)) {
            case 0 -> new FieldValue.Decimal(decimal());
            case 1 -> new FieldValue.Whole(random.nextLong() >> random.nextInt(64));
            case 2 -> new FieldValue.Truth(random.nextBoolean());
            default -> new FieldValue.Text(text());
        };
    }

    private double decimal() {
        double any = switch (random.nextInt(5)) {
            case 0 -> random.nextInt(20_000_000) - 10_000_000;
            case 1 -> random.nextInt(1_000_000_000) / Math.pow(10, random.nextInt(10));
            case 2 -> random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10);
            case 3 -> Math.nextUp(random.nextInt(100_000) / 1000.0);
            default -> Double.longBitsToDouble(random.nextLong());
        };
        return Double.isFinite(any) ? any : 0;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) text.append(piece());
        return text.toString();
    }

    private String piece() {
        return PIECES[random.nextInt(PIECES.length)];
    }

    private static String text(Point point) {
        StringBuilder line = new StringBuilder(name(point.measurement(), ", "));
        point.tags().asMap().forEach((name, value) -> {
            boolean empty = name(name, ",= ").isEmpty() || name(value, ",= ").isEmpty();
            if (!empty) line.append(',').append(name(name, ",= ")).append('=').append(name(value, ",= "));
        });
        String separator = " ";
        for (Map.Entry<String, FieldValue> field : point.fields().asMap().entrySet()) {
            line.append(separator)
                    .append(name(field.getKey(), ",= "))
                    .append('=')
                    .append(value(field.getValue()));
            separator = ",";
        }
        return line.append(' ').append(point.epochNanos()).append('\n').toString();
    }

    private static String value(FieldValue value) {
        return switch (value) {
            case FieldValue.Decimal(double decimal) -> Double.toString(decimal);
            case FieldValue.Whole(long whole) -> whole + "i";
            case FieldValue.Truth(boolean truth) -> Boolean.toString(truth);
            case FieldValue.Text(String text) -> '"' + quoted(text) + '"';
        };
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\\\n")
                .replace("\r", "\\\\r");
    }

    /** Without backslashes before a separator and at the end; those before a line break stay, for it becomes one itself. */
    private static String name(String name, String separators) {
        return name.replaceAll("\\\\+(?=[" + separators + "]|\\z)", "")
                .replaceAll("([" + separators + "])", "\\\\$1")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }
}
