package io.isobar.metadata;

import io.isobar.local.MotoServer;
import io.isobar.local.RealServer;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The contract over a table of moto. */
class MotoMetadataIT extends TableMetadataContract {

    @RegisterExtension
    static final RealServer<MotoServer> SERVER = RealServer.of(folder -> MotoServer.start(folder));

    @Override
    DynamoDbClient client() {
        return SERVER.get().client();
    }
}
