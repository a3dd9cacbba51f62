package io.isobar.cloudwatch;

import io.isobar.dynamodb.AwsClients;
import io.isobar.dynamodb.AwsProperties;
import io.isobar.pipeline.NotEmptyCondition;
import io.isobar.pipeline.PeerState;
import io.micrometer.core.instrument.Clock;
import java.net.URI;
import java.time.Duration;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClientBuilder;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CloudWatchProperties.class)
class CloudWatchConfiguration {

    private static final Duration CALL = Duration.ofSeconds(4);

    @Configuration(proxyBeanMethods = false)
    @NotEmptyCondition.Of("isobar.cloudwatch.namespace")
    static class PublishingConfiguration {

        @Bean(destroyMethod = "close")
        CloudWatchClient cloudWatchClient(AwsProperties aws) {
            CloudWatchClientBuilder client = CloudWatchClient.builder();
            if (!aws.endpoint().isEmpty()) client.endpointOverride(URI.create(aws.endpoint()));
            return AwsClients.build(client, CALL);
        }

        /** Closed after everything that counts, as all of it was made with it. */
        @Bean(destroyMethod = "closeLast")
        CloudWatchRegistry cloudWatchRegistry(CloudWatchProperties properties, CloudWatchClient client, Clock clock) {
            PeerState state = new PeerState(
                    "CloudWatch, namespace " + properties.namespace(),
                    LoggerFactory.getLogger(CloudWatchRegistry.class));
            return new CloudWatchRegistry(
                    properties.namespace(), properties.step(), clock, new CloudWatchCalls(client, state));
        }
    }
}
