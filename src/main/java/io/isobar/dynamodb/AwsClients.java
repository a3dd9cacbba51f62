package io.isobar.dynamodb;

import io.isobar.pipeline.InvalidSetting;
import java.time.Duration;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** Makes the clients of AWS's services: blocking, by the JDK's HTTP client, and with an end to every call. */
public final class AwsClients {

    private static final Duration ATTEMPT = Duration.ofSeconds(2);

    private AwsClients() {}

    /**
     * Why a call failed, in one line. In those that follow, AWS may quote what it expected to be signed, with the session token.
     */
    public static String reason(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    /**
     * @param client with its endpoint, if that is not AWS's own
     * @param call after which a call ends, the SDK's own repetitions included
     * @throws InvalidSetting if nothing names a region
     */
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C build(B client, Duration call) {
        client.httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(
                        calls -> calls.apiCallAttemptTimeout(ATTEMPT).apiCallTimeout(call));
        try {
            return client.build();
        } catch (SdkClientException e) {
            throw new InvalidSetting("AWS_REGION", "", "an AWS region (" + e.getMessage() + ")");
        }
    }
}
