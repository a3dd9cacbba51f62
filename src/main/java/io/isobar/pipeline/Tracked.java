package io.isobar.pipeline;

/** A value together with the delivery that it was made of, which is still to be closed. */
public record Tracked<T>(T value, Delivery delivery) {}
