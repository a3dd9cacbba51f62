package io.isobar.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The middle and the edges of some numbers. */
record Statistics(double median, double minimum, double maximum) {

    /** @param values at least one, in any order */
    static Statistics of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
        return new Statistics(Math.round(median * 100) / 100.0, sorted.getFirst(), sorted.getLast());
    }

    /** Median by median, to three digits behind the point; null, for want of a number, if the other one is 0. */
    @Nullable
    Double ratioTo(Statistics other) {
        return other.median == 0 ? null : Math.round(median / other.median * 1_000) / 1_000.0;
    }

    /** The smallest of the values that no fewer than this percentage of them do not exceed. */
    static double percentile(List<Double> values, double percentage) {
        List<Double> sorted = values.stream().sorted().toList();
        int rank = (int) Math.ceil(percentage / 100 * sorted.size());
        return sorted.get(Math.max(0, rank - 1));
    }
}
