package io.isobar.local;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.isobar.IsobarApplication;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;

/**
 * Everything on one machine, for {@code bin/run}: DynamoDB Local, an InfluxDB as a child process, and the service with its
 * own broker and simulated devices. Ports and folder come from the environment; all of them listen on loopback only.
 */
public final class LocalIsobar {

    private static final String TABLE = "demo-DeviceMetaData";

    /** A channel that nobody refers to is closed, and gives up its lock. */
    private static FileChannel lock;

    private LocalIsobar() {}

    public static void main(String[] arguments) throws Exception {
        boolean simulator = !List.of(arguments).contains("--no-simulator");
        int mqtt = port("ISOBAR_MQTT_PORT", 1883);
        int dynamoDb = port("ISOBAR_DYNAMODB_PORT", 8000);
        int influx = port("ISOBAR_INFLUX_PORT", 8086);
        int http = port("ISOBAR_HTTP_PORT", 8080);
        Path data = Files.createDirectories(Path.of(System.getenv().getOrDefault("ISOBAR_DATA_DIR", "data")))
                .toAbsolutePath();
        if (new HashSet<>(List.of(mqtt, dynamoDb, influx, http)).size() < 4) {
            stop(
                    "ISOBAR_MQTT_PORT, ISOBAR_DYNAMODB_PORT, ISOBAR_INFLUX_PORT and ISOBAR_HTTP_PORT must be four different ports");
        }
        lock(data);

        DynamoDbLocal table = startTable(Files.createDirectories(data.resolve("dynamodb")), dynamoDb);
        Influxd database = Influxd.start(data.resolve("influxdb"), influx);
        // Closed after the service has stopped, which still writes while it does.
        database.process().closedLast();
        SpringApplication.getShutdownHandlers().add(() -> {
            database.close();
            table.close();
        });

        System.setProperty("aws.region", "eu-central-1");
        System.setProperty("aws.accessKeyId", "local");
        System.setProperty("aws.secretAccessKey", "local");
        List<String> settings = new ArrayList<>(List.of(
                "--server.address=127.0.0.1",
                "--server.port=" + http,
                "--isobar.mqtt.url=tcp://127.0.0.1:" + mqtt,
                "--isobar.broker.enabled=true",
                "--isobar.broker.port=" + mqtt,
                "--isobar.broker.data-dir=" + data.resolve("broker"),
                "--isobar.data.dir=" + data,
                "--isobar.aws.endpoint=" + table.url(),
                "--isobar.influx.url=" + database.url(),
                "--isobar.simulator.enabled=" + simulator,
                "--isobar.simulator.seed=1",
                "--logging.level.com.amazonaws=warn"));
        IsobarApplication.start(settings.toArray(String[]::new));
        awaitReady(URI.create("http://127.0.0.1:" + http + "/actuator/health/readiness"));
        System.out.println(Welcome.text(mqtt, dynamoDb, influx, http, TABLE));
    }

    private static void awaitReady(URI readiness) throws InterruptedException {
        while (Http.status(readiness) != 200) Thread.sleep(50);
    }

    private static DynamoDbLocal startTable(Path folder, int port) {
        DynamoDbLocal local = DynamoDbLocal.start(folder, port);
        local.createTable(TABLE, "metakey");
        local.addStream(TABLE);
        Map<String, String> item = Map.of(
                "metakey", "123456789",
                "manufacturer", "Acme Devices Ltd.",
                "family", "sensors",
                "component_id", "a1b2c3d4",
                "calibration_date", "2020-09-25");
        if (local.isAbsent(TABLE, "metakey", "123456789")) local.put(TABLE, item);
        return local;
    }

    /** Two servers on the same files would destroy them. Held until this process ends. */
    private static void lock(Path data) throws IOException {
        lock = FileChannel.open(data.resolve(".lock"), CREATE, WRITE);
        if (lock.tryLock() == null) stop(data + " is in use by another bin/run: set ISOBAR_DATA_DIR to another folder");
    }

    private static int port(String variable, int otherwise) {
        String text = System.getenv().getOrDefault(variable, "" + otherwise);
        int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65_535) stop(variable + " is '" + text + "'; allowed is a port from 1 to 65535");
        if (!Ports.isFree(port)) stop("port " + port + " is taken: set " + variable + " to another one");
        return port;
    }

    private static void stop(String why) {
        System.err.println("bin/run: " + why);
        System.exit(1);
    }
}
