package io.isobar.dynamodb;

import io.isobar.pipeline.InvalidSetting;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AwsProperties.class)
class DynamoDbConfiguration {

    private static final Duration ATTEMPT = Duration.ofSeconds(2);
    private static final Duration CALL = Duration.ofSeconds(5);

    /** Every call ends within 5 seconds, the SDK's own repetitions included. */
    @Bean
    DynamoDbClient dynamoDbClient(AwsProperties properties) {
        DynamoDbClientBuilder client = DynamoDbClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(
                        calls -> calls.apiCallAttemptTimeout(ATTEMPT).apiCallTimeout(CALL));
        if (!properties.endpoint().isEmpty()) client.endpointOverride(URI.create(properties.endpoint()));
        try {
            return client.build();
        } catch (SdkClientException e) {
            throw new InvalidSetting("AWS_REGION", "", "an AWS region (" + e.getMessage() + ")");
        }
    }
}
