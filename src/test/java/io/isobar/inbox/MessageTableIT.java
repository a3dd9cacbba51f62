package io.isobar.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.isobar.dynamodb.BatchWriter;
import io.isobar.local.DynamoDbLocal;
import io.isobar.local.RealServer;
import io.isobar.pipeline.ParkReason;
import io.isobar.pipeline.PeerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MessageTableIT {

    @RegisterExtension
    static final RealServer<DynamoDbLocal> DYNAMODB = RealServer.of(folder -> DynamoDbLocal.start());

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final PeerState state = new PeerState("table", LoggerFactory.getLogger(MessageTableIT.class));
    private DynamoDbClient client;
    private String name;
    private MessageTable table;

    @BeforeEach
    void createTable(TestInfo test) {
        client = DYNAMODB.get().client();
        name = test.getTestMethod().orElseThrow().getName();
        DYNAMODB.get().createTable(name, "uuid", "messageId");
        table = new MessageTable(client, name, state);
    }

    @Test
    void nothingThere_allAreEmpty() throws InterruptedException {
        assertThat(table.query("a")).isEmpty();
        assertThat(table.get("a", "1")).isEmpty();
        assertThat(table.next("a", "1")).isEmpty();
        assertThat(table.devices()).isEmpty();
        table.delete("a", "1");
    }

    @Test
    void query_isTheFirstAndTheLastOfThatDevice() throws InterruptedException {
        put(message("a", "2"), message("a", "1"), message("a", "3"), message("b", "0"));

        assertThat(table.query("a")).contains(new MessageTable.Range("1", "3"));
        assertThat(table.query("b")).contains(new MessageTable.Range("0", "0"));
    }

    @Test
    void next_againAndAgain_walksAllInOrder_fromOnesThatAreNotThereToo() throws InterruptedException {
        put(IntStream.range(0, 60)
                .mapToObj(i -> message("a", "%03d".formatted(i * 2)))
                .toArray(StoredMessage[]::new));

        List<String> walked = new ArrayList<>();
        for (String id = ""; ; ) {
            var next = table.next("a", id.isEmpty() ? "0" : id);
            if (next.isEmpty()) break;
            id = next.get();
            walked.add(id);
        }

        assertThat(walked).hasSize(60).isSorted().doesNotHaveDuplicates();
        assertThat(table.next("a", "003")).contains("004");
        assertThat(table.next("a", "118")).isEmpty();
    }

    @Test
    void get_isWhatWasSent_toTheLastDigit() throws InterruptedException {
        String body = "{\"big\":12345678901234567890,\"nested\":{\"list\":[1,2.5,null,true,\"\"]},\"whole\":72}";
        put(new StoredMessage("a", "1", JSON.readTree(body)));

        assertThat(table.get("a", "1").map(JSON::writeValueAsString)).contains(body);
    }

    @Test
    void delete_twice_isNotThere() throws InterruptedException {
        put(message("a", "1"), message("a", "2"));

        table.delete("a", "1");
        table.delete("a", "1");

        assertThat(table.get("a", "1")).isEmpty();
        assertThat(table.query("a")).contains(new MessageTable.Range("2", "2"));
    }

    /** Of more than the 1 MB of a page. */
    @Test
    void devices_overManyPages_areAllThereOnce() throws InterruptedException {
        JsonNode long100Kb = JSON.createObjectNode().put("text", "x".repeat(100_000));
        put(IntStream.range(0, 60)
                .mapToObj(i -> new StoredMessage("device " + i % 20, "" + i, long100Kb))
                .toArray(StoredMessage[]::new));

        assertThat(table.devices())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> "device " + i).toList());
    }

    @Test
    void keysThatNoItemCanHave_areNotThere() throws InterruptedException {
        String tooLong = "é".repeat(1_025);

        assertThat(table.query(tooLong)).isEmpty();
        assertThat(table.get("a", tooLong)).isEmpty();
        assertThat(table.next("a", tooLong)).isEmpty();
        table.delete(tooLong, "1");
        assertThat(state.failure()).isEmpty();
    }

    private static StoredMessage message(String uuid, String messageId) {
        return new StoredMessage(uuid, messageId, JSON.createObjectNode().put("number", 1));
    }

    private void put(StoredMessage... messages) throws InterruptedException {
        List<StoredMessage> stored = new ArrayList<>();
        try (BatchWriter writer =
                BatchWriter.to(client, name, Set.of("uuid", "messageId"), 4, BatchWriter.FOR_EVER, state)) {
            List<BatchWriter.Put<StoredMessage>> puts = List.of(messages).stream()
                    .map(message -> new BatchWriter.Put<>(message, message.item(), 100_000))
                    .toList();
            writer.write(puts, new BatchWriter.Outcome<>() {

                @Override
                public void stored(StoredMessage message) {
                    synchronized (stored) {
                        stored.add(message);
                    }
                }

                @Override
                public void refused(StoredMessage message, ParkReason reason, String why) {}
            });
        }
        assertThat(stored).hasSize(messages.length);
    }
}
