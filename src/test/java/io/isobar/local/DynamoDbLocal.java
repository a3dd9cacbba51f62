package io.isobar.local;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.amazonaws.services.dynamodbv2.local.main.ServerRunner;
import com.amazonaws.services.dynamodbv2.local.server.DynamoDBProxyServer;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** DynamoDB Local in this process. Takes any region and any credentials. */
public final class DynamoDbLocal implements AutoCloseable {

    private static final StreamSpecification STREAM = StreamSpecification.builder()
            .streamEnabled(true)
            .streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)
            .build();

    private final DynamoDBProxyServer server;
    private final URI url;
    private final DynamoDbClient client;
    private final DynamoDbStreamsClient streams;

    private DynamoDbLocal(DynamoDBProxyServer server, int port) {
        this.server = server;
        this.url = URI.create("http://127.0.0.1:" + port);
        this.client = client(DynamoDbClient.builder(), url);
        this.streams = client(DynamoDbStreamsClient.builder(), url);
    }

    /** A client of a stand-in for AWS. */
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B client, URI url) {
        return client.httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(url)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .build();
    }

    /** In memory, on a free port. */
    public static DynamoDbLocal start() {
        return start(Ports.free(), "-inMemory");
    }

    /** @param folder keeps the tables for the next start */
    public static DynamoDbLocal start(Path folder, int port) {
        return start(port, "-dbPath", folder.toAbsolutePath().toString());
    }

    private static DynamoDbLocal start(int port, String... storage) {
        String[] arguments = new String[storage.length + 4];
        System.arraycopy(new String[] {"-port", "" + port, "-disableTelemetry", "-sharedDb"}, 0, arguments, 0, 4);
        System.arraycopy(storage, 0, arguments, 4, storage.length);
        try {
            DynamoDBProxyServer server = quietly(() -> ServerRunner.createServerFromCommandLineArgs(arguments));
            Loopback.only(server);
            server.start();
            return new DynamoDbLocal(server, port);
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local cannot start on port " + port, e);
        }
    }

    /** It prints its settings when it is made, and logs every request until somebody configures logging. */
    private static <T> T quietly(Callable<T> making) throws Exception {
        ((Logger) LoggerFactory.getLogger("com.amazonaws")).setLevel(Level.WARN);
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            return making.call();
        } finally {
            System.setOut(out);
        }
    }

    public URI url() {
        return url;
    }

    public DynamoDbClient client() {
        return client;
    }

    public DynamoDbStreamsClient streams() {
        return streams;
    }

    /** Makes a table with a string hash key and a stream, if it is not there yet. */
    public void createTableWithStream(String name, String hashKey) {
        createTableWithStream(client, name, hashKey);
    }

    /** The same at any stand-in for DynamoDB. */
    public static void createTableWithStream(DynamoDbClient client, String name, String hashKey) {
        if (client.listTables().tableNames().contains(name)) return;
        client.createTable(table -> table.tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .streamSpecification(STREAM)
                .keySchema(key -> key.attributeName(hashKey).keyType(KeyType.HASH))
                .attributeDefinitions(key -> key.attributeName(hashKey).attributeType(ScalarAttributeType.S)));
    }

    /** Makes a table with a hash key or that and a range key, strings, and without a stream, if it is not there yet. */
    public void createTable(String name, String... keys) {
        if (client.listTables().tableNames().contains(name)) return;
        List<KeySchemaElement> schema = Stream.of(keys)
                .map(key -> KeySchemaElement.builder()
                        .attributeName(key)
                        .keyType(key.equals(keys[0]) ? KeyType.HASH : KeyType.RANGE)
                        .build())
                .toList();
        List<AttributeDefinition> strings = Stream.of(keys)
                .map(key -> AttributeDefinition.builder()
                        .attributeName(key)
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .toList();
        client.createTable(table -> table.tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(schema)
                .attributeDefinitions(strings));
    }

    /** Gives a table a stream that was made without one. */
    public void addStream(String name) {
        TableDescription table =
                client.describeTable(describe -> describe.tableName(name)).table();
        if (table.streamSpecification() != null) return;
        client.updateTable(update -> update.tableName(name).streamSpecification(STREAM));
    }

    public boolean isAbsent(String table, String hashKey, String value) {
        Map<String, AttributeValue> key = Map.of(hashKey, AttributeValue.fromS(value));
        return !client.getItem(get -> get.tableName(table).key(key)).hasItem();
    }

    /** @param attributes of type string */
    public void put(String table, Map<String, String> attributes) {
        client.putItem(put -> put.tableName(table).item(item(attributes)));
    }

    /** Puts items of attributes of type string, 25 at a time. */
    public void putAll(String table, Stream<Map<String, String>> items) {
        List<WriteRequest> puts = items.map(DynamoDbLocal::item)
                .map(item ->
                        WriteRequest.builder().putRequest(put -> put.item(item)).build())
                .toList();
        for (int from = 0; from < puts.size(); from += 25) {
            List<WriteRequest> batch = puts.subList(from, Math.min(puts.size(), from + 25));
            client.batchWriteItem(write -> write.requestItems(Map.of(table, batch)));
        }
    }

    public void delete(String table, String hashKey, String value) {
        client.deleteItem(delete -> delete.tableName(table).key(Map.of(hashKey, AttributeValue.fromS(value))));
    }

    private static Map<String, AttributeValue> item(Map<String, String> attributes) {
        Map<String, AttributeValue> item = new HashMap<>();
        attributes.forEach((name, value) -> item.put(name, AttributeValue.fromS(value)));
        return item;
    }

    @Override
    public void close() {
        client.close();
        streams.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local does not stop", e);
        }
    }
}
