package io.isobar.dynamodb;

import io.isobar.pipeline.InvalidSetting;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AwsProperties.class)
class DynamoDbConfiguration {

    private static final Duration CALL = Duration.ofSeconds(5);
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]+");

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
        lowerCase("region").ifPresent(region -> client.region(region(region)));
        Optional<String> id = lowerCase("aws_access_key_id");
        Optional<String> key = lowerCase("aws_secret_access_key");
        if (id.isPresent() != key.isPresent()) {
            String missing = id.isPresent() ? "aws_secret_access_key" : "aws_access_key_id";
            throw new InvalidSetting(missing, "", "set, or neither of aws_access_key_id and aws_secret_access_key");
        }
        id.map(known -> AwsBasicCredentials.create(known, key.orElseThrow()))
                .ifPresent(both -> client.credentialsProvider(StaticCredentialsProvider.create(both)));
        return AwsClients.build(client, CALL);
    }

    private static Region region(String name) {
        if (REGION.matcher(name).matches()) return Region.of(name);
        throw new InvalidSetting("region", name, "an AWS region such as eu-central-1");
    }

    /**
     * A variable that whoever comes from the archive of Quix has set. To the letter, which Spring would not look at:
     * AWS_ACCESS_KEY_ID, which the SDK knows itself, may come with a session token.
     */
    private static Optional<String> lowerCase(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isEmpty());
    }
}
