package io.isobar.archive;

import io.isobar.dynamodb.BatchWriter;
import io.isobar.pipeline.Delivery;
import io.isobar.pipeline.Ledger;
import io.isobar.pipeline.ParkReason;
import io.isobar.pipeline.Parking;
import io.isobar.pipeline.Sink;
import io.isobar.pipeline.Tracked;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Puts the items of messages into the table, and has the messages parked that have none, or of whose items the table does not take
 * one.
 *
 * @param ledger of the flow
 * @param flow what parked messages say that they are of
 * @param parking counts what it takes by telemetry's ledger, too
 */
record ArchiveSink(BatchWriter table, Ledger ledger, String flow, Parking parking) implements Sink<ArchiveItems> {

    @Override
    public void write(List<Tracked<ArchiveItems>> batch) throws InterruptedException {
        List<BatchWriter.Put<Tracked<ArchiveItems>>> puts = new ArrayList<>(batch.size());
        for (Tracked<ArchiveItems> message : batch) {
            List<Map<String, AttributeValue>> items = message.value().items();
            if (items.isEmpty()) {
                end(message);
                continue;
            }
            int bytes = message.delivery().payload().length / items.size();
            for (Map<String, AttributeValue> item : items) puts.add(new BatchWriter.Put<>(message, item, bytes));
        }
        table.write(puts, new Outcome());
    }

    private final class Outcome implements BatchWriter.Outcome<Tracked<ArchiveItems>> {

        @Override
        public void stored(Tracked<ArchiveItems> message) throws InterruptedException {
            if (message.value().settle()) end(message);
        }

        @Override
        public void refused(Tracked<ArchiveItems> message, ParkReason reason, String why) throws InterruptedException {
            if (message.value().settle(new ArchiveItems.Refusal(reason, why))) end(message);
        }
    }

    private void end(Tracked<ArchiveItems> message) throws InterruptedException {
        Delivery delivery = message.delivery();
        ArchiveItems.Refusal refusal = message.value().refusal();
        if (refusal == null) ledger.written(delivery);
        else parking.park(parked(delivery, refusal.reason()), flow, refusal.reason(), refusal.why());
    }

    private Delivery parked(Delivery message, ParkReason reason) {
        return new Delivery(
                message.topic(), message.payload(), message.receivedAt(), () -> ledger.parked(message, reason));
    }
}
