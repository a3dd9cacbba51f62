package io.isobar.metadata;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;

/**
 * A table of any number of devices, which takes no memory: an item is made when it is asked for. It has eight attributes as those
 * of real devices have: the key and a serial number of its own, and six that it has in common with many others.
 */
final class DeviceTable implements DynamoDbClient {

    static String key(int device) {
        return "sensor-%07d".formatted(device);
    }

    /** What is known about a device. Each text is an object of its own, as if it had just been read. */
    static Map<String, String> attributes(String key) {
        int device = Integer.parseInt(key.substring("sensor-".length()));
        Map<String, String> attributes = new HashMap<>();
        attributes.put("metakey", key);
        attributes.put("serial_number", "SN-2026-" + key.substring("sensor-".length()));
        attributes.put("manufacturer", "Acme Devices " + device % 5);
        attributes.put("model", "PX-" + device % 40);
        attributes.put("family", "family-" + device % 3);
        attributes.put("firmware", "4.2." + device % 12);
        attributes.put("site", "plant-" + device % 200);
        attributes.put("calibration_date", "2026-09-" + (10 + device % 20));
        return attributes;
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        Map<String, List<Map<String, AttributeValue>>> responses = new HashMap<>();
        request.requestItems()
                .forEach((table, asked) -> responses.put(
                        table,
                        asked.keys().stream()
                                .map(key -> item(key.get("metakey").s()))
                                .toList()));
        return BatchGetItemResponse.builder().responses(responses).build();
    }

    private static Map<String, AttributeValue> item(String key) {
        Map<String, AttributeValue> item = new HashMap<>();
        attributes(key).forEach((name, text) -> item.put(name, fromS(text)));
        return item;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
