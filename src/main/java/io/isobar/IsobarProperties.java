package io.isobar;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** All groups of settings, so that one which does not exist is refused, and not passed over. */
@ConfigurationProperties(prefix = "isobar", ignoreUnknownFields = false)
record IsobarProperties(
        @Nullable Map<String, Object> mqtt,
        @Nullable Map<String, Object> telemetry,
        @Nullable Map<String, Object> sqsTelemetry,
        @Nullable Map<String, Object> inbox,
        @Nullable Map<String, Object> archive,
        @Nullable Map<String, Object> metadata,
        @Nullable Map<String, Object> aws,
        @Nullable Map<String, Object> influx,
        @Nullable Map<String, Object> spool,
        @Nullable Map<String, Object> parking,
        @Nullable Map<String, Object> data,
        @Nullable Map<String, Object> cloudwatch,
        @Nullable Map<String, Object> api,
        @Nullable Map<String, Object> broker,
        @Nullable Map<String, Object> simulator) {}
