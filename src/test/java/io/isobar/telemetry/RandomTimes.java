package io.isobar.telemetry;

import java.util.Random;

/** Times as devices write them, a good part of them with one character too many, too few or another one. */
final class RandomTimes {

    private static final String CHARACTERS = "0123456789-:.,TZ+ te/\u0663\u2003\n";

    private final Random random;

    RandomTimes(long seed) {
        this.random = new Random(seed);
    }

    String next() {
        StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? epoch() : iso());
        if (random.nextInt(3) == 0 && !text.isEmpty()) change(text, random.nextInt(text.length()));
        return text.toString();
    }

    private String epoch() {
        long count = random.nextLong() >> random.nextInt(64);
        return random.nextInt(4) == 0 ? count + "." + random.nextInt(1_000) : "" + count;
    }

    /** Of a day and an hour that may not exist. */
    private String iso() {
        int year = random.nextInt(8) == 0 ? random.nextInt(10_000) : random.nextInt(1675, 2265);
        String separator = random.nextInt(4) == 0 ? " " : "T";
        return "%04d-%02d-%02d".formatted(year, random.nextInt(0, 14), random.nextInt(0, 33))
                + separator
                + "%02d:%02d".formatted(random.nextInt(25), random.nextInt(61))
                + (random.nextInt(8) == 0 ? "" : ":%02d".formatted(random.nextInt(61)) + fraction())
                + zone();
    }

    private String fraction() {
        if (random.nextBoolean()) return "";
        StringBuilder fraction = new StringBuilder(random.nextInt(4) == 0 ? "," : ".");
        for (int i = random.nextInt(12); i > 0; i--) fraction.append(random.nextInt(10));
        return fraction.toString();
    }

    private String zone() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> "Z";
            case 2 -> "%s%02d:%02d".formatted(random.nextBoolean() ? "+" : "-", random.nextInt(20), random.nextInt(61));
            case 3 -> "%s%02d%02d".formatted(random.nextBoolean() ? "+" : "-", random.nextInt(20), random.nextInt(61));
            default -> "";
        };
    }

    private void change(StringBuilder text, int at) {
        char other = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
        switch (random.nextInt(3)) {
            case 0 -> text.deleteCharAt(at);
            case 1 -> text.insert(at, other);
            default -> text.setCharAt(at, other);
        }
    }
}
