package io.isobar.pipeline;

/** The phases of the parts that start and stop in order: started upwards, stopped downwards. */
public final class StartOrder {

    public static final int BROKER = 1_000;
    public static final int LOOKUPS = 1_500;
    public static final int SOURCES = 2_000;
    public static final int SIMULATOR = 3_000;

    private StartOrder() {}
}
