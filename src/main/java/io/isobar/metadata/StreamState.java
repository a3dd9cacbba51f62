package io.isobar.metadata;

import io.isobar.metadata.StreamTrouble.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Whether the changes of a table are followed. Logs when that changes, once. Told by one thread, asked by any. */
final class StreamState {

    private static final Logger log = LoggerFactory.getLogger(TableStream.class);

    /** So many failures in a row that pass are nobody's concern: readers of one shard throttle each other now and then. */
    private static final int HICCUPS = 2;

    private final String table;
    private @Nullable Kind last;
    private int failures;
    private boolean told;
    private volatile @Nullable String reason = "not read yet";

    StreamState(String table) {
        this.table = table;
    }

    /** Why they are not followed now, or empty if they are. */
    Optional<String> notFollowed() {
        return Optional.ofNullable(reason);
    }

    void followed() {
        if (reason != null) log.info("changes of DynamoDB table {} are followed", table);
        last = null;
        told = false;
        reason = null;
    }

    /** @return how long to wait before the next try; zero after the first gap, for following can begin anew at once */
    Duration failed(StreamTrouble trouble) {
        failures = trouble.kind() == last ? failures + 1 : 1;
        last = trouble.kind();
        if (last == Kind.GAP && failures == 1) {
            if (reason == null)
                log.warn("changes of DynamoDB table {} may have been missed: {}", table, trouble.getMessage());
            return Duration.ZERO;
        }
        if (last != Kind.PASSING || failures > HICCUPS) tell(trouble);
        return trouble.kind().retry().delay(failures, ThreadLocalRandom.current());
    }

    private void tell(StreamTrouble trouble) {
        Level level = trouble.kind() == Kind.NO_STREAM ? Level.INFO : Level.WARN;
        if (!told) {
            String line = "changes of DynamoDB table {} are not followed: {}; trying again until they are";
            log.atLevel(level).log(line, table, trouble.getMessage());
        }
        told = true;
        reason = trouble.getMessage();
    }
}
