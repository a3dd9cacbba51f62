package io.isobar.dynamodb;

import io.isobar.pipeline.PeerUrl;
import java.util.Set;
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
        if (!endpoint.isEmpty()) {
            String allowed = "empty, or http:// or https:// with a host";
            PeerUrl.check("isobar.aws.endpoint", endpoint, Set.of("http", "https"), allowed);
        }
    }
}
