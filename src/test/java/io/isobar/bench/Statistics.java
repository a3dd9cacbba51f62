package io.isobar.bench;

import java.util.List;

/** The middle and the edges of some numbers. */
record Statistics(double median, double minimum, double maximum) {

    /** @param values at least one, in any order */
    static Statistics of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
        return new Statistics(Math.round(median * 100) / 100.0, sorted.getFirst(), sorted.getLast());
    }

    /** The smallest of the values that no fewer than this percentage of them do not exceed. */
    static double percentile(List<Double> values, double percentage) {
        List<Double> sorted = values.stream().sorted().toList();
        int rank = (int) Math.ceil(percentage / 100 * sorted.size());
        return sorted.get(Math.max(0, rank - 1));
    }
}
