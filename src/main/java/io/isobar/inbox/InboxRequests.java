package io.isobar.inbox;

import io.isobar.mqtt.MqttResponder;
import io.isobar.pipeline.PeerState;
import io.isobar.sqs.SqsQueue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The requests of an inbox, from their start to their end. */
final class InboxRequests {

    private static final Logger log = LoggerFactory.getLogger(InboxRequests.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final MqttResponder responder;
    private final RequestHandler handler;
    private final RequestLanes lanes;
    private final PeerState table;
    private final @Nullable SqsQueue outbound;

    /**
     * @param table how the table is that is asked
     * @param outbound null if there is none; closed at the end
     */
    InboxRequests(
            MqttResponder responder,
            RequestHandler handler,
            RequestLanes lanes,
            PeerState table,
            @Nullable SqsQueue outbound) {
        this.responder = responder;
        this.handler = handler;
        this.lanes = lanes;
        this.table = table;
        this.outbound = outbound;
    }

    void start() {
        responder.start(handler);
    }

    /** Takes no more requests, answers those that it has for some seconds, and leaves the rest to be delivered again. */
    void stop() throws InterruptedException {
        responder.pause();
        if (!lanes.drain(DRAIN)) log.warn("not all requests could be answered; the rest will be delivered again");
        lanes.close();
        responder.close();
        if (outbound != null) outbound.close();
    }

    boolean isReady() {
        return responder.isReady() && table.failure().isEmpty();
    }

    List<String> failures() {
        return Stream.of(responder.failure(), table.failure())
                .flatMap(Optional::stream)
                .toList();
    }
}
