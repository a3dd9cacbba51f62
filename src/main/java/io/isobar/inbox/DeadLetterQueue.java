package io.isobar.inbox;

import io.isobar.sqs.QueueAddress;
import io.isobar.sqs.QueueFailure;
import io.isobar.sqs.SqsQueue;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The queue that a setting names, or that the redrive policy of another queue does. Looked for with the first letter; where there
 * is none, a letter is parked and no more. Used by one thread.
 */
final class DeadLetterQueue implements DeadLetters.Queue, AutoCloseable {

    static final String SETTING = "isobar.inbox.dead-letter-queue";

    private final SqsQueue inbound;
    private final String inboundEndpoint;
    private final @Nullable QueueAddress named;
    private @Nullable Optional<SqsQueue> found;

    /**
     * @param inboundEndpoint where SQS is reached for the inbound queue; null for that of its region
     * @param named null for that of the redrive policy
     */
    DeadLetterQueue(SqsQueue inbound, @Nullable URI inboundEndpoint, @Nullable QueueAddress named) {
        this.inbound = inbound;
        this.inboundEndpoint = inboundEndpoint == null ? "" : inboundEndpoint.toString();
        this.named = named;
    }

    @Override
    public void send(String body) throws QueueFailure {
        if (found == null) found = address().map(SqsQueue::at);
        if (found.isPresent()) found.get().send(body);
    }

    private Optional<QueueAddress> address() throws QueueFailure {
        if (named != null) return Optional.of(named);
        return inbound.deadLetterQueue().map(arn -> QueueAddress.of(SETTING, arn, inboundEndpoint));
    }

    @Override
    public void close() {
        if (found != null) found.ifPresent(SqsQueue::close);
    }
}
