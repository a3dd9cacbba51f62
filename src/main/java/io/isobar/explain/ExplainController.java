package io.isobar.explain;

import io.isobar.ingest.IngestPipeline;
import io.isobar.pipeline.Delivery;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Answers what would happen to the message that is the body of the request, for a person with curl. */
@RestController
class ExplainController {

    private final IngestPipeline pipeline;
    private final InstantSource clock;

    ExplainController(IngestPipeline pipeline, InstantSource clock) {
        this.pipeline = pipeline;
        this.clock = clock;
    }

    /** The parameter topic, that it is published to, may be left out if there is but one. */
    @PostMapping("/api/explain")
    CompletableFuture<Explanation> explain(HttpServletRequest request) throws IOException {
        String topic = topic(request);
        String published = topic == null ? onlyTopic() : topic;
        byte[] payload = request.getInputStream().readNBytes((int) pipeline.maximumPayload() + 1);
        Delivery message = new Delivery(published, payload, clock.instant(), () -> {});
        return pipeline.explain(message).thenApply(verdict -> Explanation.of(published, verdict));
    }

    /** The servlet's own way to the parameters would take the body for a form, as which curl sends it if it is told nothing. */
    private static @Nullable String topic(HttpServletRequest request) {
        String topic = ServletUriComponentsBuilder.fromRequest(request)
                .build()
                .getQueryParams()
                .getFirst("topic");
        return topic == null ? null : URLDecoder.decode(topic, StandardCharsets.UTF_8);
    }

    private String onlyTopic() {
        var topics = pipeline.topics();
        if (topics.size() == 1 && !topics.getFirst().matches(".*[+#].*")) return topics.getFirst();
        throw new ResponseStatusException(
                HttpStatus.BAD_REQUEST, "?topic= is wanted: Isobar subscribes to " + String.join(", ", topics));
    }
}
