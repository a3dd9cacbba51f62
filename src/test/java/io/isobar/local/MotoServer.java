package io.isobar.local;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** moto's server, a stand-in for AWS by other people than those of DynamoDB Local. In memory; takes any credentials. */
public final class MotoServer implements AutoCloseable {

    /** In the checkout, for it is no package of Debian. */
    private static final Path PROGRAM = Path.of(".venv/bin/moto_server").toAbsolutePath();

    private final ChildProcess process;
    private final URI url;
    private final DynamoDbClient client;
    private final CloudWatchClient cloudWatch;

    private MotoServer(ChildProcess process, URI url) {
        this.process = process;
        this.url = url;
        this.client = DynamoDbLocal.client(DynamoDbClient.builder(), url);
        this.cloudWatch = DynamoDbLocal.client(CloudWatchClient.builder(), url);
    }

    public static MotoServer start(Path folder) {
        if (!Files.isExecutable(PROGRAM)) {
            throw new IllegalStateException(PROGRAM + " is missing: run bin/test once, which installs it");
        }
        int port = Ports.free();
        List<String> command = List.of(PROGRAM.toString(), "-H", "127.0.0.1", "-p", "" + port);
        ChildProcess process = ChildProcess.start("moto", command, port, folder.resolve("moto.log"));
        return new MotoServer(process, URI.create("http://127.0.0.1:" + port));
    }

    public URI url() {
        return url;
    }

    public DynamoDbClient client() {
        return client;
    }

    public CloudWatchClient cloudWatch() {
        return cloudWatch;
    }

    /** To stop, kill and start it again; it forgets everything. */
    public ChildProcess process() {
        return process;
    }

    @Override
    public void close() {
        client.close();
        cloudWatch.close();
        process.close();
    }
}
