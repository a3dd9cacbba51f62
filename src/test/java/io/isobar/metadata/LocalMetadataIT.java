package io.isobar.metadata;

import io.isobar.local.DynamoDbLocal;
import io.isobar.local.RealServer;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The contract over a table of DynamoDB Local. */
class LocalMetadataIT extends TableMetadataContract {

    @RegisterExtension
    static final RealServer<DynamoDbLocal> SERVER = RealServer.of(folder -> DynamoDbLocal.start());

    @Override
    DynamoDbClient client() {
        return SERVER.get().client();
    }
}
