package io.isobar.archive;

import io.isobar.dynamodb.BatchWriter;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.ParkReason;
import io.isobar.pipeline.Sink;
import io.isobar.pipeline.Tracked;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Puts the items of messages into the table, and has the messages parked that have none.
 *
 * @param ledger of the flow
 * @param parking takes the messages whose items the table does not take, one of them or more
 */
record ArchiveSink(BatchWriter table, Ledger ledger, ArchiveParking parking) implements Sink<ArchiveItems> {

    @Override
    public void write(List<Tracked<ArchiveItems>> batch) throws InterruptedException {
        List<BatchWriter.Put<ArchiveItems>> puts = new ArrayList<>(batch.size());
        for (Tracked<ArchiveItems> message : batch) {
            ArchiveItems items = message.value();
            if (items.items().isEmpty()) {
                end(items);
                continue;
            }
            int bytes = message.delivery().payload().length / items.items().size();
            for (Map<String, AttributeValue> item : items.items()) puts.add(new BatchWriter.Put<>(items, item, bytes));
        }
        table.write(puts, new Outcome());
    }

    private final class Outcome implements BatchWriter.Outcome<ArchiveItems> {

        @Override
        public void stored(ArchiveItems items) throws InterruptedException {
            if (items.settle()) end(items);
        }

        @Override
        public void refused(ArchiveItems items, ParkReason reason, String why) throws InterruptedException {
            if (items.settle(new ArchiveItems.Refusal(reason, why))) end(items);
        }
    }

    private void end(ArchiveItems items) throws InterruptedException {
        ArchiveItems.Refusal refusal = items.refusal();
        if (refusal == null) ledger.written(items.message());
        else parking.park(items.message(), refusal.reason(), refusal.why());
    }
}
