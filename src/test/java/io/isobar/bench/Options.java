package io.isobar.bench;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What {@code bin/bench} was told.
 *
 * @param scenarios names of scenarios or of their families; empty for all
 * @param runs how many of each; 0 for as many as it needs
 * @param messages of {@code drain}, by which the others are scaled
 * @param compare the commit to compare with; empty for none
 * @param soak how many minutes a steady load takes; 0 for none
 * @param jvm further options of the JVM of the service
 */
record Options(List<String> scenarios, int runs, int messages, String compare, int soak, List<String> jvm) {

    private static final int MOST = 100_000_000;

    Options {
        scenarios = List.copyOf(scenarios);
        jvm = List.copyOf(jvm);
    }

    /** @throws IllegalArgumentException with a line for the user */
    static Options parse(List<String> arguments) {
        List<String> scenarios = new ArrayList<>();
        int runs = 0;
        int messages = 200_000;
        String compare = "";
        int soak = 0;
        List<String> jvm = List.of();
        Iterator<String> rest = new ArrayList<>(arguments).iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            switch (argument) {
                case "--scenario" -> scenarios.add(value(argument, rest));
                case "--runs" -> runs = number(argument, value(argument, rest));
                case "--messages" -> messages = number(argument, value(argument, rest));
                case "--compare" -> compare = value(argument, rest);
                case "--soak" -> soak = rest.hasNext() ? number(argument, rest.next()) : 30;
                case "--jvm" -> jvm = List.of(value(argument, rest).strip().split("\\s+"));
                default -> {
                    if (argument.startsWith("-")) {
                        throw new IllegalArgumentException("unknown argument " + argument + "; see bin/bench --help");
                    }
                    scenarios.add(argument);
                }
            }
        }
        return new Options(scenarios, runs, messages, compare, soak, jvm);
    }

    private static String value(String option, Iterator<String> rest) {
        if (rest.hasNext()) return rest.next();
        throw new IllegalArgumentException(option + " needs a value; see bin/bench --help");
    }

    private static int number(String option, String text) {
        if (text.matches("[1-9]\\d{0,8}") && Integer.parseInt(text) <= MOST) return Integer.parseInt(text);
        throw new IllegalArgumentException(option + " is '" + text + "'; allowed is a whole number from 1 to " + MOST);
    }
}
