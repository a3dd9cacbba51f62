package io.isobar.metadata;

import io.isobar.dynamodb.AwsClients;
import io.isobar.pipeline.RetryPolicy;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;

/** Why a table's stream cannot be read now. The message is a clause for the person who must act. */
final class StreamTrouble extends RuntimeException {

    private static final RetryPolicy SOON = new RetryPolicy(Duration.ofMillis(200), Duration.ofSeconds(10));
    private static final RetryPolicy WHEN_MENDED = new RetryPolicy(Duration.ofSeconds(5), Duration.ofMinutes(5));

    enum Kind {
        /** The table has none. */
        NO_STREAM(WHEN_MENDED),
        /** A permission is missing. */
        DENIED(WHEN_MENDED),
        /** What was being read cannot be read on without a gap; another beginning may do. */
        GAP(SOON),
        /** A timeout, throttling or a fault of the service: what was being read can be read on. */
        PASSING(SOON);

        private final RetryPolicy retry;

        Kind(RetryPolicy retry) {
            this.retry = retry;
        }

        RetryPolicy retry() {
            return retry;
        }
    }

    private final Kind kind;

    StreamTrouble(Kind kind, String reason, @Nullable Throwable cause) {
        super(reason, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /**
     * What the service answers. Its errors are those that the API reference of DynamoDB Streams lists for the operation, and
     * the ones common to all of AWS.
     *
     * @param operation the name of the permission that the call needs, without {@code dynamodb:}
     * @throws StreamTrouble if it does not answer
     */
    static <T> T answer(String operation, Supplier<T> call) {
        try {
            return call.get();
        } catch (ExpiredIteratorException | TrimmedDataAccessException | ResourceNotFoundException e) {
            throw new StreamTrouble(Kind.GAP, reason(operation, e), e);
        } catch (SdkException e) {
            if (!isDenied(e)) throw new StreamTrouble(Kind.PASSING, reason(operation, e), e);
            throw new StreamTrouble(
                    Kind.DENIED, "the permission dynamodb:" + operation + " is missing: " + AwsClients.reason(e), e);
        }
    }

    private static String reason(String operation, SdkException e) {
        return operation + " failed: " + AwsClients.reason(e);
    }

    private static boolean isDenied(SdkException e) {
        return e instanceof AwsServiceException refusal
                && refusal.awsErrorDetails() != null
                && "AccessDeniedException".equals(refusal.awsErrorDetails().errorCode());
    }
}
