package io.isobar.dynamodb;

import io.isobar.pipeline.InvalidSetting;
import java.net.URI;
import java.net.URISyntaxException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Isobar reaches AWS. Region and credentials come from the AWS default chain: environment, profile, task role.
 *
 * @param endpoint the URL of a stand-in for AWS; empty for AWS itself
 */
@ConfigurationProperties(prefix = "isobar.aws", ignoreUnknownFields = false)
public record AwsProperties(@DefaultValue("") String endpoint) {

    public AwsProperties {
        if (!endpoint.isEmpty() && !isUrl(endpoint)) {
            throw new InvalidSetting("isobar.aws.endpoint", endpoint, "empty, or http:// or https:// with a host");
        }
    }

    private static boolean isUrl(String endpoint) {
        try {
            URI uri = new URI(endpoint);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
