package io.isobar.dynamodb;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AwsProperties.class)
class DynamoDbConfiguration {

    private static final Duration CALL = Duration.ofSeconds(5);

    @Bean
    DynamoDbClient dynamoDbClient(AwsProperties properties) {
        return client(DynamoDbClient.builder(), properties);
    }

    @Bean
    DynamoDbStreamsClient dynamoDbStreamsClient(AwsProperties properties) {
        return client(DynamoDbStreamsClient.builder(), properties);
    }

    /** Every call ends within 5 seconds, the SDK's own repetitions included. */
    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            B client, AwsProperties properties) {
        if (!properties.endpoint().isEmpty()) client.endpointOverride(URI.create(properties.endpoint()));
        return AwsClients.build(client, CALL);
    }
}
