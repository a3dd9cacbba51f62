package io.isobar.influx;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where in an InfluxDB the points go, and which setting to look at when it does not take them. */
public sealed interface InfluxTarget {

    /** As the client wants it, whose interface is that of InfluxDB 2. */
    String bucket();

    /** As the client wants it. */
    String org();

    /** The database to make if it is absent. */
    Optional<String> database();

    /** What to look at after an answer of that status; starts with a space, or is empty. */
    String hint(int status);

    /**
     * A database of InfluxDB 1.
     *
     * @param retentionPolicy null for the database's default one
     */
    record Database(String name, @Nullable String retentionPolicy) implements InfluxTarget {

        @Override
        public String bucket() {
            return retentionPolicy == null ? name : name + "/" + retentionPolicy;
        }

        @Override
        public String org() {
            return "-";
        }

        @Override
        public Optional<String> database() {
            return Optional.of(name);
        }

        @Override
        public String hint(int status) {
            return switch (status) {
                case 401, 403 -> " (see isobar.influx.username and isobar.influx.password)";
                case 404 -> " (see isobar.influx.database)";
                case 500 -> " (see isobar.influx.retention-policy)";
                default -> "";
            };
        }

        @Override
        public String toString() {
            return "database '" + name + "'";
        }
    }

    /** A bucket of InfluxDB 2, or of another server that takes its write API. */
    record Bucket(String org, String bucket) implements InfluxTarget {

        @Override
        public Optional<String> database() {
            return Optional.empty();
        }

        @Override
        public String hint(int status) {
            return switch (status) {
                case 401, 403 -> " (see isobar.influx.token)";
                case 404 -> " (see isobar.influx.bucket and isobar.influx.org)";
                default -> "";
            };
        }

        @Override
        public String toString() {
            return "bucket '" + bucket + "'";
        }
    }
}
