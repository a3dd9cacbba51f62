package io.isobar.cloudwatch;

import io.isobar.pipeline.InvalidSetting;
import java.time.Duration;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether and how often metrics go to CloudWatch.
 *
 * @param namespace empty for not at all
 * @param step how long each published value counts
 */
@ConfigurationProperties(prefix = "isobar.cloudwatch", ignoreUnknownFields = false)
public record CloudWatchProperties(
        @DefaultValue("") String namespace,
        @DefaultValue("1m") Duration step) {

    /** As in the API reference of PutMetricData. */
    private static final Pattern NAMESPACE = Pattern.compile("|(?!AWS/|:| *$)[0-9A-Za-z ._/#:-]{1,255}");

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    public CloudWatchProperties {
        if (!NAMESPACE.matcher(namespace).matches()) {
            String allowed =
                    "empty, or up to 255 letters, digits, spaces and ._/#:- that do not begin with AWS/ or a colon";
            throw new InvalidSetting("isobar.cloudwatch.namespace", namespace, allowed);
        }
        if (step.compareTo(SHORTEST) < 0 || step.compareTo(LONGEST) > 0) {
            throw new InvalidSetting("isobar.cloudwatch.step", step, "a duration from 1s to 1d");
        }
    }
}
