package io.isobar.bench;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    private static final int SOAK = 30;

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
        Deque<String> rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            String argument = rest.remove();
            switch (argument) {
                case "--scenario" -> scenarios.add(value(argument, rest));
                case "--runs" -> runs = number(argument, value(argument, rest));
                case "--messages" -> messages = number(argument, value(argument, rest));
                case "--compare" -> compare = value(argument, rest);
                case "--soak" -> soak = isOption(rest.peek()) ? SOAK : number(argument, rest.remove());
                case "--jvm" -> jvm = List.of(value(argument, rest).strip().split("\\s+"));
                default -> {
                    if (isOption(argument)) {
                        throw new IllegalArgumentException("unknown argument " + argument + "; see bin/bench --help");
                    }
                    scenarios.add(argument);
                }
            }
        }
        if (soak > 0 && !(scenarios.isEmpty() && compare.isEmpty())) {
            throw new IllegalArgumentException("--soak goes without scenarios and --compare; see bin/bench --help");
        }
        return new Options(scenarios, runs, messages, compare, soak, jvm);
    }

    private static boolean isOption(@Nullable String argument) {
        return argument == null || argument.startsWith("-");
    }

    private static String value(String option, Deque<String> rest) {
        if (!rest.isEmpty()) return rest.remove();
        throw new IllegalArgumentException(option + " needs a value; see bin/bench --help");
    }

    private static int number(String option, String text) {
        if (text.matches("[1-9]\\d{0,8}") && Integer.parseInt(text) <= MOST) return Integer.parseInt(text);
        throw new IllegalArgumentException(option + " is '" + text + "'; allowed is a whole number from 1 to " + MOST);
    }
}
