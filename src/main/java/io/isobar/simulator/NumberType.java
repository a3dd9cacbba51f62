package io.isobar.simulator;

import java.math.BigDecimal;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NumericNode;

/** Types whose values are JSON numbers from {@code min} to {@code max}, both included. */
public sealed interface NumberType extends AttributeType {

    @Override
    NumericNode next(Turn turn);

    /** A whole number, each equally likely. */
    record Int(long min, long max) implements NumberType {
        /** Beyond it, readers that take every JSON number for a double change the value (RFC 8259, section 6). */
        private static final long FARTHEST = 1L << 53;

        public Int {
            if (min > max || min < -FARTHEST || max > FARTHEST) {
                throw new IllegalArgumentException(
                        "'min' is %d and 'max' is %d; allowed is min <= max, both from -2^53 to 2^53"
                                .formatted(min, max));
            }
        }

        @Override
        public LongNode next(Turn turn) {
            return LongNode.valueOf(turn.random().nextLong(min, max + 1));
        }
    }

    /** {@code min}, or a whole number of steps of {@code precision} above it, each equally likely. */
    record Decimal(double min, double max, double precision) implements NumberType {
        private static final double MOST_STEPS = 1e15;

        public Decimal {
            checkRange(min, max);
            if (!(precision > 0 && (max - min) / precision <= MOST_STEPS)) {
                throw new IllegalArgumentException("'precision' is " + precision
                        + "; allowed is a step greater than 0 that fits at most 1e15 times between 'min' and 'max'");
            }
        }

        @Override
        public DoubleNode next(Turn turn) {
            // In decimal arithmetic, because three binary steps of 0.1 are 0.30000000000000004.
            BigDecimal step = BigDecimal.valueOf(precision);
            BigDecimal lowest = BigDecimal.valueOf(min);
            long steps = BigDecimal.valueOf(max)
                    .subtract(lowest)
                    .divideToIntegralValue(step)
                    .longValue();
            BigDecimal above = step.multiply(BigDecimal.valueOf(turn.random().nextLong(steps + 1)));
            return DoubleNode.valueOf(lowest.add(above).doubleValue());
        }
    }

    /** A wave: begins in the middle, rises, and is back there after 20 messages. */
    record Sinusoidal(double min, double max) implements NumberType {
        private static final int PERIOD = 20;

        public Sinusoidal {
            checkRange(min, max);
        }

        @Override
        public DoubleNode next(Turn turn) {
            double height = (1 + Math.sin(2 * Math.PI * (turn.count() % PERIOD) / PERIOD)) / 2;
            return between(min, max, height);
        }
    }

    /** Falls from {@code max} towards {@code min}, with every message by about a twentieth of what is left. */
    record Decay(double min, double max) implements NumberType {
        private static final double RATE = 0.05;

        public Decay {
            checkRange(min, max);
        }

        @Override
        public DoubleNode next(Turn turn) {
            return between(min, max, Math.exp(-RATE * turn.count()));
        }
    }

    private static DoubleNode between(double min, double max, double height) {
        return DoubleNode.valueOf(Math.clamp(min + (max - min) * height, min, max));
    }

    private static void checkRange(double min, double max) {
        if (!(min <= max && Double.isFinite(max - min))) {
            throw new IllegalArgumentException(
                    "'min' is %s and 'max' is %s; allowed is min <= max".formatted(min, max));
        }
    }
}
