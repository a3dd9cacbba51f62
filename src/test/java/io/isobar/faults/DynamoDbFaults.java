package io.isobar.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stands before DynamoDB Local, notes who asks it for what, and throttles BatchWriteItem as DynamoDB does: as a whole, or item by
 * item.
 */
public final class DynamoDbFaults implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String NOTHING = "{\"UnprocessedItems\":{}}";
    private static final String SLOW_DOWN =
            "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException\","
                    + "\"message\":\"The level of configured provisioned throughput for the table was exceeded\"}";

    private final HttpFaults proxy;
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final Map<String, AtomicInteger> carriedOut = new ConcurrentHashMap<>();
    private final AtomicInteger unprocessed = new AtomicInteger();
    private volatile Predicate<JsonNode> leftForLater = item -> false;
    private volatile boolean throttled;

    private DynamoDbFaults(HttpFaults proxy) {
        this.proxy = proxy;
        proxy.fail(this::answer);
    }

    public static DynamoDbFaults before(URI dynamoDb) {
        return new DynamoDbFaults(HttpFaults.before(dynamoDb));
    }

    public URI url() {
        return proxy.url();
    }

    /** From now on these items, as JSON of DynamoDB, are left unprocessed. */
    public void leaveForLater(Predicate<JsonNode> items) {
        leftForLater = items;
    }

    /** From now on no BatchWriteItem is carried out, or all are again. */
    public void throttle(boolean on) {
        throttled = on;
    }

    /** Operation and table of each call so far, such as {@code BatchWriteItem t}. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    public List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    /** How often items were left unprocessed. */
    public int unprocessed() {
        return unprocessed.get();
    }

    /** How often each item was carried out, as JSON of DynamoDB. */
    public Map<String, AtomicInteger> carriedOut() {
        return carriedOut;
    }

    private void answer(HttpFaults.Request request) throws IOException, InterruptedException {
        String operation = request.header("X-Amz-Target").replaceFirst(".*\\.", "");
        byte[] body = request.body();
        JsonNode asked = JSON.readTree(body);
        boolean puts = operation.equals("BatchWriteItem");
        String table = puts
                ? String.join(",", asked.path("RequestItems").propertyNames())
                : asked.path("TableName").asString("");
        calls.add(operation + " " + table);
        authorizations.add(request.header("Authorization"));
        if (!puts) {
            HttpResponse<byte[]> answer = request.carryOut(body);
            request.answer(answer.statusCode(), answer.body());
        } else if (throttled) {
            request.answer(400, SLOW_DOWN);
        } else {
            put(request, asked, table);
        }
    }

    private void put(HttpFaults.Request request, JsonNode asked, String table)
            throws IOException, InterruptedException {
        ArrayNode now = JSON.createArrayNode();
        ArrayNode later = JSON.createArrayNode();
        List<String> items = new ArrayList<>();
        for (JsonNode write : asked.at("/RequestItems").path(table)) {
            JsonNode item = write.at("/PutRequest/Item");
            boolean waits = leftForLater.test(item);
            (waits ? later : now).add(write);
            if (!waits) items.add(item.toString());
        }
        unprocessed.addAndGet(later.size());
        if (!now.isEmpty()) {
            ObjectNode rest = JSON.createObjectNode();
            rest.putObject("RequestItems").set(table, now);
            HttpResponse<byte[]> answer = request.carryOut(JSON.writeValueAsBytes(rest));
            if (answer.statusCode() != 200) {
                request.answer(answer.statusCode(), answer.body());
                return;
            }
            items.forEach(item ->
                    carriedOut.computeIfAbsent(item, any -> new AtomicInteger()).incrementAndGet());
        }
        ObjectNode answer = (ObjectNode) JSON.readTree(NOTHING);
        if (!later.isEmpty()) ((ObjectNode) answer.get("UnprocessedItems")).set(table, later);
        request.answer(200, answer.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        proxy.close();
    }
}
