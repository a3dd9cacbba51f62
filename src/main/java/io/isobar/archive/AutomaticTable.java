package io.isobar.archive;

import io.isobar.dynamodb.AwsClients;
import io.isobar.pipeline.PeerState;
import io.isobar.pipeline.RetryPolicy;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.SSEType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * Makes a table with string keys, on demand and encrypted by AWS's key for DynamoDB, if it is not there yet. Needs
 * dynamodb:CreateTable and nothing else: that it is not ACTIVE yet is what the first writes find, and wait for.
 */
record AutomaticTable(DynamoDbClient client, String name, List<KeyPattern> keys, PeerState state) {

    private static final RetryPolicy RETRY = new RetryPolicy(Duration.ofMillis(200), Duration.ofSeconds(10));

    /** Waits for as long as DynamoDB does not say whether it is there. */
    void make() throws InterruptedException {
        RETRY.until(this::isSettled);
    }

    private boolean isSettled() {
        try {
            client.createTable(table -> table.tableName(name)
                    .keySchema(keys.stream().map(AutomaticTable::schema).toList())
                    .attributeDefinitions(
                            keys.stream().map(AutomaticTable::definition).toList())
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .sseSpecification(sse -> sse.enabled(true).sseType(SSEType.KMS)));
            state.works();
            return true;
        } catch (ResourceInUseException itIsThere) {
            state.works();
            return true;
        } catch (SdkException e) {
            state.failed("the table cannot be made: " + AwsClients.reason(e));
            // Who may not make it may find it there all the same.
            return e instanceof DynamoDbException answer
                    && answer.awsErrorDetails() != null
                    && "AccessDeniedException".equals(answer.awsErrorDetails().errorCode());
        }
    }

    private static KeySchemaElement schema(KeyPattern key) {
        KeyType type = key.kind() == KeyPattern.Kind.PARTITION ? KeyType.HASH : KeyType.RANGE;
        return KeySchemaElement.builder()
                .attributeName(key.name())
                .keyType(type)
                .build();
    }

    private static AttributeDefinition definition(KeyPattern key) {
        return AttributeDefinition.builder()
                .attributeName(key.name())
                .attributeType(ScalarAttributeType.S)
                .build();
    }
}
