package io.isobar.cloudwatch;

import io.isobar.dynamodb.AwsClients;
import io.isobar.pipeline.PeerState;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;

/**
 * The one call that Micrometer's registry makes, by a client that blocks: it waits for the answer anyway, on a thread of its own.
 * A failure is told to the state and not to the registry, which would log each one with its stack trace.
 */
final class CloudWatchCalls implements CloudWatchAsyncClient {

    private final CloudWatchClient client;
    private final PeerState state;

    /** @param client is closed by who made it */
    CloudWatchCalls(CloudWatchClient client, PeerState state) {
        this.client = client;
        this.state = state;
    }

    @Override
    public CompletableFuture<PutMetricDataResponse> putMetricData(PutMetricDataRequest request) {
        try {
            PutMetricDataResponse response = client.putMetricData(request);
            state.works();
            return CompletableFuture.completedFuture(response);
        } catch (SdkException e) {
            state.failed(
                    "cannot publish metrics: %s (see isobar.cloudwatch.namespace)".formatted(AwsClients.reason(e)));
            return CompletableFuture.completedFuture(
                    PutMetricDataResponse.builder().build());
        }
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
