package io.isobar.broker;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.embedded.EmbeddedHiveMQBuilder;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import io.isobar.pipeline.InvalidSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HiveMQ CE as a part of this process: speaks MQTT 3.1, 3.1.1 and 5 over TCP. */
final class EmbeddedBroker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);

    private final BrokerProperties properties;
    private @Nullable EmbeddedHiveMQ hiveMq;
    private @Nullable Path scratch;

    EmbeddedBroker(BrokerProperties properties) {
        this.properties = properties;
    }

    /** @throws InvalidSetting if it cannot listen there or cannot use its data folder */
    void start() throws InterruptedException {
        // HiveMQ puts its own in its place, which would let the process live on after an error.
        Thread.UncaughtExceptionHandler ours = Thread.getDefaultUncaughtExceptionHandler();
        // By default 50 messages are sent ahead, and the next 50 only when all of them are acknowledged: with 1,000
        // that is 14,000
        // messages per second, with 8,000 it is 38,000.
        InternalConfigurations.MAX_INFLIGHT_WINDOW_SIZE_MESSAGES = properties.inFlight();
        InternalConfigurations.PUBLISH_POLL_BATCH_SIZE = properties.inFlight();
        try {
            Path folder = Files.createTempDirectory("isobar-broker-");
            scratch = folder;
            EmbeddedHiveMQ broker = build(folder);
            hiveMq = broker;
            broker.start().get();
            log.info("MQTT broker listens on {}:{}", properties.bindAddress(), properties.port());
        } catch (IOException e) {
            throw new InvalidSetting("isobar.broker.data-dir", properties.dataDir(), "a folder that can be written");
        } catch (ExecutionException e) {
            String where = properties.bindAddress() + ":" + properties.port();
            throw new InvalidSetting(
                    "isobar.broker.port",
                    properties.port(),
                    "a port to listen on, but not " + where + ": " + reason(e));
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(ours);
        }
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) root = root.getCause();
        return String.valueOf(root.getMessage());
    }

    private EmbeddedHiveMQ build(Path scratch) throws IOException {
        Path configuration = Files.createDirectories(scratch.resolve("conf"));
        Files.writeString(configuration.resolve("config.xml"), BrokerConfigXml.of(properties));
        Path data = properties.dataDir().isEmpty() ? scratch.resolve("data") : Path.of(properties.dataDir());
        EmbeddedHiveMQBuilder builder = EmbeddedHiveMQ.builder()
                .withConfigurationFolder(configuration)
                .withDataFolder(Files.createDirectories(data))
                .withExtensionsFolder(Files.createDirectories(scratch.resolve("extensions")))
                .withoutLoggingBootstrap();
        if (!properties.username().isEmpty()) builder.withEmbeddedExtension(authentication());
        return builder.build();
    }

    private EmbeddedExtension authentication() {
        return EmbeddedExtension.builder()
                .withId("isobar-authentication")
                .withName("Isobar authentication")
                .withVersion("1")
                .withAuthor("Isobar")
                .withExtensionMain(new Authentication(new PasswordCheck(properties.username(), properties.password())))
                .build();
    }

    /** Ends connections and listeners; takes about four seconds. */
    @Override
    public void close() throws InterruptedException {
        try {
            if (hiveMq != null) hiveMq.stop().get();
        } catch (ExecutionException e) {
            log.warn("the MQTT broker did not stop cleanly: {}", String.valueOf(e.getCause()));
        }
        if (scratch != null) delete(scratch);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            log.warn("cannot remove {}: {}", folder, e.toString());
        }
    }

    private record Authentication(PasswordCheck check) implements ExtensionMain {

        @Override
        public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
            Services.securityRegistry().setAuthenticatorProvider(provider -> check);
        }

        @Override
        public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
    }
}
