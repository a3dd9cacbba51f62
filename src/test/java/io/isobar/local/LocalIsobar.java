package io.isobar.local;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.isobar.IsobarApplication;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;

/**
 * Everything on one machine, for {@code bin/run}: DynamoDB Local, ElasticMQ, an InfluxDB as a child process, and the service with
 * its own broker, simulated devices and an inbox. Ports and folder come from the environment; all of them listen on loopback only.
 */
public final class LocalIsobar {

    static final String DEVICES = "demo-DeviceMetaData";
    static final String MESSAGES = "demo-Messages";
    static final String INBOUND = "inbound";
    static final String OUTBOUND = "outbound";
    static final String DEAD_LETTERS = "dead-letters";

    private static final Duration VISIBILITY = Duration.ofSeconds(30);

    /** A channel that nobody refers to is closed, and gives up its lock. */
    private static FileChannel lock;

    private LocalIsobar() {}

    public static void main(String[] arguments) throws Exception {
        boolean simulator = !List.of(arguments).contains("--no-simulator");
        LocalPorts ports = LocalPorts.ofEnvironment();
        Path data = Files.createDirectories(Path.of(System.getenv().getOrDefault("ISOBAR_DATA_DIR", "data")))
                .toAbsolutePath();
        lock(data);

        DynamoDbLocal tables = startTables(Files.createDirectories(data.resolve("dynamodb")), ports.dynamoDb());
        ElasticMq queues = startQueues(Files.createDirectories(data.resolve("sqs")), ports.sqs());
        Influxd database = Influxd.start(data.resolve("influxdb"), ports.influx());
        // Closed after the service has stopped, which still writes while it does.
        database.process().closedLast();
        SpringApplication.getShutdownHandlers().add(() -> {
            database.close();
            queues.close();
            tables.close();
        });

        System.setProperty("aws.region", "eu-central-1");
        System.setProperty("aws.accessKeyId", "local");
        System.setProperty("aws.secretAccessKey", "local");
        List<String> settings = new ArrayList<>(List.of(
                "--server.address=127.0.0.1",
                "--server.port=" + ports.http(),
                "--isobar.mqtt.url=tcp://127.0.0.1:" + ports.mqtt(),
                "--isobar.broker.enabled=true",
                "--isobar.broker.port=" + ports.mqtt(),
                "--isobar.broker.data-dir=" + data.resolve("broker"),
                "--isobar.data.dir=" + data,
                "--isobar.aws.endpoint=" + tables.url(),
                "--isobar.influx.url=" + database.url(),
                "--isobar.inbox.queue=" + ElasticMq.queueUrl(ports.sqs(), INBOUND),
                "--isobar.inbox.outbound-queue=" + ElasticMq.queueUrl(ports.sqs(), OUTBOUND),
                "--isobar.inbox.dead-letter-queue=" + ElasticMq.queueUrl(ports.sqs(), DEAD_LETTERS),
                "--isobar.inbox.table=" + MESSAGES,
                "--isobar.simulator.enabled=" + simulator,
                "--isobar.simulator.seed=1",
                "--logging.level.com.amazonaws=error"));
        IsobarApplication.start(settings.toArray(String[]::new));
        awaitReady(URI.create("http://127.0.0.1:" + ports.http() + "/actuator/health/readiness"));
        System.out.println(Welcome.text(ports));
    }

    private static void awaitReady(URI readiness) throws InterruptedException {
        while (Http.status(readiness) != 200) Thread.sleep(50);
    }

    private static DynamoDbLocal startTables(Path folder, int port) {
        DynamoDbLocal local = DynamoDbLocal.start(folder, port);
        local.createTableWithStream(DEVICES, "metakey");
        local.addStream(DEVICES);
        Map<String, String> item = Map.of(
                "metakey", "123456789",
                "manufacturer", "Acme Devices Ltd.",
                "family", "sensors",
                "component_id", "a1b2c3d4",
                "calibration_date", "2020-09-25");
        if (local.isAbsent(DEVICES, "metakey", "123456789")) local.put(DEVICES, item);
        local.createTable(MESSAGES, "uuid", "messageId");
        return local;
    }

    private static ElasticMq startQueues(Path folder, int port) {
        ElasticMq local = ElasticMq.start(folder, port);
        local.createQueue(DEAD_LETTERS, VISIBILITY);
        local.createQueue(OUTBOUND, VISIBILITY);
        local.createQueue(INBOUND, VISIBILITY, DEAD_LETTERS, 5);
        return local;
    }

    /** Two servers on the same files would destroy them. Held until this process ends. */
    private static void lock(Path data) throws IOException {
        lock = FileChannel.open(data.resolve(".lock"), CREATE, WRITE);
        if (lock.tryLock() == null) stop(data + " is in use by another bin/run: set ISOBAR_DATA_DIR to another folder");
    }

    /** Ends the process with this line. */
    static void stop(String why) {
        System.err.println("bin/run: " + why);
        System.exit(1);
    }
}
