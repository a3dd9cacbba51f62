package io.isobar.dynamodb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.endpoint.DualstackEnabledProvider;
import software.amazon.awssdk.awscore.endpoint.FipsEnabledProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbServiceClientConfiguration;
import software.amazon.awssdk.services.dynamodb.endpoints.DynamoDbEndpointProvider;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks for BatchWriteItem by the parts of AWS's SDK (credentials, endpoint, signature, HTTP) and not by its whole, which takes more
 * CPU time for a request than all else that is done for 25 messages; see performance.md. Only for requests that go well: of what
 * does not, the SDK is asked again, which knows errors, skewed clocks and repetitions, and for a while nobody is asked here.
 *
 * <p>Safe for use by many threads.
 */
final class DirectPuts implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DirectPuts.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long PAUSE = Duration.ofSeconds(10).toNanos();
    private static final int OK = 200;
    private static final int USUAL_LENGTH = 16 * 1024;

    private final URI endpoint;
    private final Region region;
    private final IdentityProvider<? extends AwsCredentialsIdentity> credentials;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final SdkHttpClient http = UrlConnectionHttpClient.builder()
            .connectionTimeout(TIMEOUT)
            .socketTimeout(TIMEOUT)
            .build();

    /** By the monotonic clock. */
    private volatile long notBefore = System.nanoTime();

    private DirectPuts(DynamoDbServiceClientConfiguration client) {
        this.region = client.region();
        this.credentials = client.credentialsProvider();
        this.endpoint = client.endpointOverride().orElseGet(() -> endpoint(region));
    }

    /** With the settings of a client. */
    static DirectPuts of(DynamoDbClient client) {
        return new DirectPuts(client.serviceClientConfiguration());
    }

    private static URI endpoint(Region region) {
        return DynamoDbEndpointProvider.defaultProvider()
                .resolveEndpoint(asked -> asked.region(region)
                        .useFips(FipsEnabledProvider.builder()
                                .build()
                                .isFipsEnabled()
                                .orElse(false))
                        .useDualStack(DualstackEnabledProvider.builder()
                                .build()
                                .isDualstackEnabled()
                                .orElse(false)))
                .join()
                .url();
    }

    /**
     * Puts items.
     *
     * @param key the names of the table's key attributes, which are strings
     * @return the keys of those that the table leaves for later; null if it did not go well, and the SDK is to be asked
     */
    @Nullable
    Set<Map<String, AttributeValue>> unprocessed(
            String table, Set<String> key, List<Map<String, AttributeValue>> items) {
        if (System.nanoTime() - notBefore < 0) return null;
        try {
            HttpExecuteResponse answer = answer(body(table, items));
            byte[] content = content(answer);
            if (answer.httpResponse().statusCode() == OK) return keys(content, table, key);
        } catch (IOException | SdkException | JacksonException | CompletionException e) {
            log.debug("items were not put directly: {}", e.toString());
        }
        notBefore = System.nanoTime() + PAUSE;
        return null;
    }

    private HttpExecuteResponse answer(byte[] body) throws IOException {
        ContentStreamProvider content = ContentStreamProvider.fromByteArrayUnsafe(body);
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint)
                .putHeader("Content-Type", "application/x-amz-json-1.0")
                .putHeader("X-Amz-Target", "DynamoDB_20120810.BatchWriteItem")
                .putHeader("Content-Length", Integer.toString(body.length))
                .build();
        AwsCredentialsIdentity identity = credentials.resolveIdentity().join();
        SignedRequest signed = signer.sign(sign -> sign.identity(identity)
                .request(request)
                .payload(content)
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "dynamodb")
                .putProperty(AwsV4HttpSigner.REGION_NAME, region.id()));
        return http.prepareRequest(HttpExecuteRequest.builder()
                        .request(signed.request())
                        .contentStreamProvider(content)
                        .build())
                .call();
    }

    /** Read to its end, so that the connection can be used again. */
    private static byte[] content(HttpExecuteResponse answer) throws IOException {
        if (answer.responseBody().isEmpty()) return new byte[0];
        try (InputStream in = answer.responseBody().get()) {
            return in.readAllBytes();
        }
    }

    private static Set<Map<String, AttributeValue>> keys(byte[] content, String table, Set<String> key) {
        JsonNode left = JSON.readTree(content).path("UnprocessedItems").path(table);
        if (left.isEmpty()) return Set.of();
        Set<Map<String, AttributeValue>> keys = new HashSet<>();
        for (JsonNode write : left) {
            Map<String, AttributeValue> one = new HashMap<>();
            for (String name : key) {
                String value = write.at("/PutRequest/Item").path(name).path("S").stringValue();
                one.put(name, AttributeValue.fromS(value));
            }
            keys.add(one);
        }
        return keys;
    }

    private static byte[] body(String table, List<Map<String, AttributeValue>> items) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(USUAL_LENGTH);
        try (JsonGenerator json = JSON.createGenerator(body)) {
            json.writeStartObject();
            json.writeObjectPropertyStart("RequestItems");
            json.writeArrayPropertyStart(table);
            for (Map<String, AttributeValue> item : items) {
                json.writeStartObject();
                json.writeObjectPropertyStart("PutRequest");
                json.writeName("Item");
                AttributeValues.write(item, json);
                json.writeEndObject();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndObject();
        }
        return body.toByteArray();
    }

    @Override
    public void close() {
        http.close();
    }
}
