package io.isobar.archive;

import io.isobar.pipeline.ParkReason;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The items of one message, which settles when the last of them is settled. Safe for use by many threads. */
final class ArchiveItems {

    /** Why the table does not take an item. */
    record Refusal(ParkReason reason, String why) {}

    private final List<Map<String, AttributeValue>> items;
    private final AtomicInteger left;
    private volatile @Nullable Refusal refusal;

    ArchiveItems(List<Map<String, AttributeValue>> items) {
        this.items = List.copyOf(items);
        this.left = new AtomicInteger(items.size());
    }

    /** None, of a message that can never be any. */
    ArchiveItems(Refusal refusal) {
        this(List.of());
        this.refusal = refusal;
    }

    List<Map<String, AttributeValue>> items() {
        return items;
    }

    /** Why the message cannot be kept whole; null if it can be. */
    @Nullable
    Refusal refusal() {
        return refusal;
    }

    /** @return whether that was the last one */
    boolean settle() {
        return left.decrementAndGet() == 0;
    }

    /** The same of an item that the table does not take. */
    boolean settle(Refusal why) {
        refusal = why;
        return settle();
    }
}
