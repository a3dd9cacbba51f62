package io.isobar.ingest;

import io.isobar.metadata.DeviceMetadata;
import io.isobar.metadata.MetadataLookup;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Readings as broken devices send them, and attributes as careless people enter them: the same ones for the same seed. About
 * four in ten of the readings can be read.
 */
final class RandomMessages implements MetadataLookup {

    /** What texts are made of: all that JSON and line protocol treat specially, and the halves of a surrogate pair. */
    private static final String CHARACTERS =
            "a7\\\\\\\"\" ,=  ,,==\n\r'\t\0\u001b\u007f\u0085\u2028\ufeff\uffffé😀#/{}";

    /** What is put where a number or a time belongs: JSON, or nearly. */
    private static final List<String> VALUES = List.of("""
            0 -0 -0.0 1 812.25 8.12e2 1E+5 1e308 1e309 -1e999 1e-7 1e-999 4.9e-324 1.7976931348623157e308
            1e-99999999 1e99999999 1e-2147483647 1e2147483647 1e-2147483648 1e99999999999 9007199254740993
            123456789012345678901234567890 NaN -Infinity 0x1F 01 +1 .5 1. - null true {} {"a":1} [1] ""
            "\\u00205" "NaN" "1,5" "\\u0035" "-" "e" "\\ud800"
            1795251600 1795251600123 1795251600.123456789 17952516001234567 1795251600123456789
            "2026-11-21T09:00:00" "2026-11-21\\u002009:00:00,5+01:00" "2026-11-21T09:00:00.1234567890123Z"
            "0000-01-01T00:00" "9999-12-31T23:59:59Z" "2026-02-30T00:00:00Z" "2026-11-21T09:00+99"
            """.split("\\s+"));

    private static final String FORM = "{\"pressure\":%s,\"viscosity\":%s,\"sensordatetime\":%s,\"deviceid\":%s,"
            + "\"clientid\":%s,\"metakey\":%s,\"_id_\":\"x\"}";

    private final Random random;
    private final List<String> names;

    /** @param names how many names there are for attributes, besides those that are taken */
    RandomMessages(long seed, int names) {
        this.random = new Random(seed);
        Stream<String> taken = Stream.of("time", "sensorID", "pressureValue", "metakey", "");
        // DynamoDB keeps names in UTF-8, so that there is no half of a surrogate pair in them.
        Stream<String> others = Stream.generate(this::text)
                .map(name -> new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        this.names = Stream.concat(taken, others.limit(names)).toList();
    }

    byte[] next() {
        byte[] message = FORM.formatted(quantity(), quantity(), value(), word(), word(), word())
                .getBytes(StandardCharsets.UTF_8);
        int changes = Math.max(0, random.nextInt(6) - 2);
        for (int i = 0; i < changes; i++) message = changed(message);
        return message;
    }

    /** Another item each time, or none. */
    @Override
    public CompletableFuture<Optional<DeviceMetadata>> find(String metakey) {
        if (random.nextInt(8) == 0) return CompletableFuture.completedFuture(Optional.empty());
        Map<String, String> attributes = new HashMap<>();
        for (int i = random.nextInt(8); i > 0; i--) attributes.put(names.get(random.nextInt(names.size())), text());
        return CompletableFuture.completedFuture(Optional.of(new DeviceMetadata(attributes)));
    }

    private String quantity() {
        return switch (random.nextInt(8)) {
            case 0 -> value();
            case 1 -> "" + Double.longBitsToDouble(random.nextLong());
            case 2 -> "\"" + random.nextGaussian() + "\"";
            default -> "" + random.nextInt(-1000, 1000) / 8.0;
        };
    }

    private String word() {
        return random.nextInt(8) == 0 ? value() : quoted(text());
    }

    private String value() {
        return VALUES.get(random.nextInt(VALUES.size()));
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) text.append(character());
        return text.toString();
    }

    private char character() {
        return CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
    }

    /** As JSON; surrogates are escaped, for half of one cannot be said in UTF-8. */
    private String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            boolean plain = c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c) && random.nextInt(8) > 0;
            json.append(plain ? "" + c : "\\u" + HexFormat.of().toHexDigits(c));
        }
        return json.append('"').toString();
    }

    private byte[] changed(byte[] message) {
        int from = random.nextInt(message.length + 1);
        int to = Math.min(message.length, from + random.nextInt(20));
        return switch (random.nextInt(6)) {
            case 0 -> spliced(message, from, Math.min(message.length, from + 1), new byte[] {(byte) random.nextInt()});
            case 1 -> spliced(message, from, to, new byte[0]);
            case 2 -> spliced(message, from, from, Arrays.copyOfRange(message, from, to));
            case 3 -> Arrays.copyOf(message, from);
            case 4 -> spliced(message, from, from, value().getBytes(StandardCharsets.UTF_8));
            default -> spliced(message, from, from, ("" + character()).getBytes(StandardCharsets.UTF_8));
        };
    }

    private static byte[] spliced(byte[] message, int from, int to, byte[] middle) {
        byte[] result = Arrays.copyOf(message, message.length - (to - from) + middle.length);
        System.arraycopy(middle, 0, result, from, middle.length);
        System.arraycopy(message, to, result, from + middle.length, message.length - to);
        return result;
    }
}
