package io.isobar.archive;

import io.isobar.dynamodb.Unstorable;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Intake;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.Tracked;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Where the messages of a flow go in: each is read, and goes on as items, or with the reason why there are none. It is parked where
 * it goes to, and not on the thread that reads from the broker, which may not wait for that.
 */
final class ArchiveIntake implements Intake {

    private final String filter;
    private final ItemReader reader;
    private final Ledger ledger;
    private final Consumer<Tracked<ArchiveItems>> table;

    /**
     * @param table takes the items of each message, without blocking
     */
    ArchiveIntake(String filter, ItemReader reader, Ledger ledger, Consumer<Tracked<ArchiveItems>> table) {
        this.filter = filter;
        this.reader = reader;
        this.ledger = ledger;
        this.table = table;
    }

    @Override
    public boolean accept(Delivery message, Duration patience) throws InterruptedException {
        if (!ledger.open(message, patience)) return false;
        table.accept(new Tracked<>(items(message), message));
        return true;
    }

    private ArchiveItems items(Delivery message) {
        try {
            return new ArchiveItems(read(message));
        } catch (Unstorable e) {
            return new ArchiveItems(new ArchiveItems.Refusal(e.reason(), e.why()));
        }
    }

    private List<Map<String, AttributeValue>> read(Delivery message) throws Unstorable {
        try {
            return reader.read(message);
        } catch (RuntimeException fault) {
            throw Unstorable.byFault(fault);
        }
    }

    @Override
    public List<String> topics() {
        return List.of(filter);
    }

    @Override
    public int room() {
        return ledger.room(1);
    }

    @Override
    public boolean drain(Duration patience) throws InterruptedException {
        return ledger.awaitNoneOpen(patience);
    }
}
