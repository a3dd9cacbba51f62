package io.isobar.explain;

import io.isobar.ingest.IngestPipeline;
import io.isobar.pipeline.Delivery;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Answers what would happen to the message that is the body of the request, for a person with curl. */
@RestController
class ExplainController {

    /** The longest message that MQTT has. */
    private static final int LONGEST = 256 << 20;

    private final IngestPipeline pipeline;
    private final InstantSource clock;

    ExplainController(IngestPipeline pipeline, InstantSource clock) {
        this.pipeline = pipeline;
        this.clock = clock;
    }

    /** @param topic that it is published to; may be left out if there is but one */
    @PostMapping("/api/explain")
    CompletableFuture<Explanation> explain(@RequestParam @Nullable String topic, HttpServletRequest request)
            throws IOException {
        String published = topic == null ? onlyTopic() : topic;
        byte[] payload = request.getInputStream().readNBytes(LONGEST);
        Delivery message = new Delivery(published, payload, clock.instant(), () -> {});
        return pipeline.explain(message).thenApply(verdict -> Explanation.of(published, verdict));
    }

    private String onlyTopic() {
        var topics = pipeline.topics();
        if (topics.size() == 1 && !topics.getFirst().matches(".*[+#].*")) return topics.getFirst();
        throw new ResponseStatusException(
                HttpStatus.BAD_REQUEST, "?topic= is wanted: Isobar subscribes to " + String.join(", ", topics));
    }
}
