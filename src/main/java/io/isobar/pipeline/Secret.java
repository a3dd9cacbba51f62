package io.isobar.pipeline;

/** A text that must not be seen: it prints as stars, so that no log, error or dump of settings shows it. */
public record Secret(String value) {

    public boolean isEmpty() {
        return value.isEmpty();
    }

    @Override
    public String toString() {
        return value.isEmpty() ? "" : "***";
    }
}
