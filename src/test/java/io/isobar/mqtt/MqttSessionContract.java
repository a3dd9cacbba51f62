package io.isobar.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.isobar.local.Mosquitto;
import io.isobar.local.MosquittoPub;
import io.isobar.pipeline.Acknowledgement;
import io.isobar.pipeline.Secret;
import io.isobar.tls.Tls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Isobar needs of a client of MQTT, whichever library it is made with, against a real mosquitto. */
abstract class MqttSessionContract {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final List<TopicFilter> FILTERS = List.of(new TopicFilter("/a/+"), new TopicFilter("b"));
    private static final Subscription ALL = new Subscription(FILTERS, true, "settings");

    private Duration keepAlive = Duration.ofSeconds(2);

    private record Received(
            String topic, byte[] payload, @Nullable ReplyTo replyTo, Acknowledgement acknowledgement) {

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    @TempDir
    Path folder;

    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private final List<MqttSession> sessions = new ArrayList<>();
    private Mosquitto broker;

    abstract MqttSession.Factory sessions();

    @BeforeEach
    void startBroker() {
        broker = Mosquitto.start(folder);
    }

    @AfterEach
    void stopAll() {
        sessions.forEach(MqttSession::drop);
        broker.close();
    }

    @Test
    void subscribe_messagesOfItsTopics_areHandedOverInOrder() throws Exception {
        subscribed();
        publish("/a/x", "1");
        publish("b", "2");
        publish("c", "3");
        publish("/a/é", "4");

        awaitReceived(3);
        assertThat(received).extracting(Received::topic).containsExactly("/a/x", "b", "/a/é");
        assertThat(received).extracting(Received::text).containsExactly("1", "2", "4");
    }

    @Test
    void messages_ofAnyBytesAndLength_areHandedOverAsTheyAre() throws Exception {
        subscribed();
        byte[] bytes = new byte[3_000_000];
        Arrays.fill(bytes, (byte) 0xfe);
        MosquittoPub.publish(broker.port(), "b", bytes);
        publish("b", "short");

        awaitReceived(2);
        assertThat(received).extracting(Received::payload).contains(bytes, "short".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void connect_again_bringsExactlyWhatIsNotAcknowledged() throws Exception {
        MqttSession first = subscribed();
        MosquittoPub.publish(broker.port(), "b", numbers(0, 1_000));
        awaitReceived(1_000);
        received.stream()
                .filter(each -> Integer.parseInt(each.text()) % 3 == 0)
                .forEach(MqttSessionContract::acknowledge);
        first.disconnect();
        received.clear();

        MqttSession second = session("client", false);
        assertThat(second.connect(1_000)).isTrue();
        awaitReceived(666);
        assertThat(received).extracting(Received::text).allMatch(text -> Integer.parseInt(text) % 3 != 0);
        received.forEach(MqttSessionContract::acknowledge);
        second.disconnect();
        received.clear();

        assertNothingIsDeliveredAgain();
    }

    /** A packet identifier means another message on the next connection. */
    @Test
    void acknowledge_afterTheEnd_reachesNobody() throws Exception {
        MqttSession first = subscribed();
        publish("b", "1");
        awaitReceived(1);
        first.drop();
        await().atMost(PATIENCE).until(first::hasEnded);
        Received early = received.remove();
        MqttSession second = session("client", false);
        second.connect(1_000);
        awaitReceived(1);

        acknowledge(early);
        second.disconnect();
        received.clear();

        session("client", false).connect(1_000);
        awaitReceived(1);
        assertThat(received).extracting(Received::text).containsExactly("1");
    }

    @Test
    void acknowledge_fromManyThreads_sendsThemAll() throws Exception {
        // Paho closes its connection with an unread answer to a PING in it, which resets it, and what was just sent is
        // lost.
        keepAlive = Duration.ofMinutes(5);
        MqttSession first = subscribed();
        MosquittoPub.publish(broker.port(), "b", numbers(0, 20_000));
        await().atMost(PATIENCE).until(() -> received.size() == 20_000);
        received.parallelStream().forEach(MqttSessionContract::acknowledge);
        first.disconnect();
        received.clear();

        assertNothingIsDeliveredAgain();
    }

    @Test
    void connect_cleanStart_forgetsTheSession() throws Exception {
        MqttSession first = subscribed();
        publish("b", "1");
        awaitReceived(1);
        first.disconnect();

        assertThat(session("client", true).connect(1_000)).isFalse();
    }

    @Test
    void connect_nobodyListens_failsAndSaysSo() {
        broker.close();

        assertThatThrownBy(() -> session("client", false).connect(1_000))
                .isInstanceOf(MqttFailure.class)
                .hasMessageContaining("Connection refused");
    }

    @Test
    void connect_asAnUnknownUser_failsAndSaysSo() {
        broker.close();
        broker = Mosquitto.start(folder, "allow_anonymous false");

        assertThatThrownBy(() -> session("client", false).connect(1_000))
                .isInstanceOf(MqttFailure.class)
                .hasMessageContainingAll("uthorized");
    }

    @Test
    void awaitEnd_brokerIsKilled_returns() throws Exception {
        MqttSession session = subscribed();
        broker.process().kill();

        assertThat(session.awaitEnd()).isNotEmpty();
    }

    @Test
    void awaitEnd_brokerIsSilent_returnsAfterTheKeepAlive() throws Exception {
        MqttSession session = subscribed();
        broker.process().signal("STOP");

        assertThat(session.awaitEnd()).isNotEmpty();
        broker.process().signal("CONT");
    }

    /** Messages do not come in place of answers to pings: the thread that takes them is held back, and goes on. */
    @Test
    void connection_idleOrHeldBackForHalfTheKeepAlive_staysUp() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        MqttSession session = session("client", (from, topic, payload, replyTo, acknowledgement) -> {
            remember(from, topic, payload, replyTo, acknowledgement);
            if (received.size() > 1) return;
            try {
                Thread.sleep(900);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            goOn.countDown();
        });
        session.connect(1_000);
        session.subscribe(ALL);
        MosquittoPub.publish(broker.port(), "b", numbers(0, 100));
        goOn.await();
        awaitReceived(100);

        await().pollDelay(Duration.ofSeconds(5)).atMost(PATIENCE).until(() -> !session.hasEnded());
        publish("b", "last");
        awaitReceived(101);
    }

    @Test
    void untaken_whenTheOthersAreAcknowledged_endsTheConnection() throws Exception {
        MqttSession session = subscribed();
        MosquittoPub.publish(broker.port(), "b", numbers(0, 3));
        awaitReceived(3);
        session.taken();
        session.taken();
        session.taken();

        session.untaken("no room");
        assertThat(session.isRefusing()).isTrue();
        acknowledge(received.remove());
        assertThat(session.hasEnded()).isFalse();
        acknowledge(received.remove());

        assertThat(session.awaitEnd()).isEqualTo("no room");
    }

    /** The answer comes behind what was queued for the session. */
    @Test
    void subscribe_behindMessagesThatWaitForRoom_isPatient() throws Exception {
        subscribed().disconnect();
        MosquittoPub.publish(broker.port(), "b", numbers(0, 30));
        MqttSession session = session("client", (from, topic, payload, replyTo, acknowledgement) -> {
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            remember(from, topic, payload, replyTo, acknowledgement);
        });
        session.patience = Duration.ofSeconds(2);

        assertThat(session.connect(1_000)).isTrue();
        session.subscribe(ALL);

        awaitReceived(30);
        assertThat(session.hasEnded()).isFalse();
    }

    @Test
    void subscribe_brokerIsSilent_fails() throws Exception {
        keepAlive = Duration.ofMinutes(1);
        MqttSession session = session("client", false);
        session.patience = Duration.ofMillis(500);
        session.connect(1_000);
        broker.process().signal("STOP");

        assertThatThrownBy(() -> session.subscribe(ALL)).isInstanceOf(MqttFailure.class);
        broker.process().signal("CONT");
    }

    @Test
    void unsubscribe_whatIsPublishedThen_doesNotCome() throws Exception {
        MqttSession session = subscribed();
        publish("b", "1");
        awaitReceived(1);
        session.unsubscribe(FILTERS);
        publish("b", "2");
        session.subscribe(ALL);
        publish("b", "3");

        awaitReceived(2);
        assertThat(received).extracting(Received::text).containsExactly("1", "3");
    }

    @Test
    void subscribe_whatIsRetained_comesOnceIfItIsWanted() throws Exception {
        MosquittoPub.publishRetained(broker.port(), "b", "kept");
        MqttSession wanting = subscribed();
        awaitReceived(1);
        received.forEach(MqttSessionContract::acknowledge);
        wanting.disconnect();
        MqttSession again = subscribed();
        publish("b", "newer");
        awaitReceived(2);
        assertThat(received).extracting(Received::text).containsExactly("kept", "newer");
        again.drop();
        received.clear();
        MqttSession other = session("other", true);
        other.connect(1_000);
        other.subscribe(new Subscription(FILTERS, false, "settings"));
        publish("b", "new");

        awaitReceived(1);
        assertThat(received).extracting(Received::text).containsExactly("new");
    }

    @Test
    void publish_moreThanThereArePacketIdentifiers_allArrive() throws Exception {
        MqttSession publisher = session("publisher", true);
        publisher.connect(1_000);
        AtomicInteger count = new AtomicInteger();
        MqttSession subscriber = session("client", (from, topic, payload, replyTo, acknowledgement) -> {
            count.incrementAndGet();
            acknowledgement.acknowledge();
        });
        subscriber.connect(65_535);
        subscriber.subscribe(ALL);

        for (int i = 0; i < 70_000; ) {
            try {
                publisher.publish("b", new byte[1]);
                i++;
            } catch (MqttFailure full) {
                Thread.onSpinWait();
            }
        }

        await().atMost(PATIENCE).until(() -> count.get() == 70_000);
        assertThat(subscriber.hasEnded()).isFalse();
    }

    @Test
    void publish_notConnected_fails() {
        assertThatThrownBy(() -> session("publisher", true).publish("b", new byte[0]))
                .isInstanceOf(MqttFailure.class);
    }

    @Test
    void request_itsResponseTopicAndCorrelationData_areHandedOver() throws Exception {
        subscribed();
        request("-D", "publish", "response-topic", "re/é", "-D", "publish", "correlation-data", "c-1");
        request("-D", "publish", "content-type", "text", "-D", "publish", "response-topic", "re");
        request("-D", "publish", "user-property", "name", "value", "-D", "publish", "correlation-data", "c-3");
        request("-D", "publish", "user-property", "name", "value", "-D", "publish", "message-expiry-interval", "60");
        publish("b", "question");

        awaitReceived(5);
        assertThat(received).extracting(Received::text).containsOnly("question");
        List<@Nullable ReplyTo> replies =
                received.stream().map(Received::replyTo).toList();
        assertThat(replies.stream().map(reply -> reply == null ? null : reply.topic()))
                .containsExactly("re/é", "re", null, null, null);
        assertThat(replies.stream().map(MqttSessionContract::correlation))
                .containsExactly("c-1", null, "c-3", null, null);
        assertThat(replies.subList(3, 5)).containsOnlyNulls();
    }

    private void request(String... properties) throws Exception {
        List<String> command = new ArrayList<>(MosquittoPub.command(broker.port(), "b"));
        command.addAll(List.of("-V", "5", "-m", "question"));
        command.addAll(List.of(properties));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private static @Nullable String correlation(@Nullable ReplyTo reply) {
        byte[] correlation = reply == null ? null : reply.correlation();
        return correlation == null ? null : new String(correlation, StandardCharsets.UTF_8);
    }

    @Test
    void hand_anyCorrelationData_comesAsItIs() throws Exception {
        subscribed();
        MqttSession publisher = session("publisher", true);
        publisher.connect(1_000);
        byte[] any = {0, -1, 13, 10, 0};

        assertThat(publisher.hand("b", new byte[] {1}, any)).isTrue();
        assertThat(publisher.hand("b", new byte[] {2}, null)).isTrue();

        awaitReceived(2);
        Received first = received.remove();
        assertThat(first.payload()).containsExactly(1);
        assertThat(first.replyTo()).isNotNull();
        assertThat(first.replyTo().topic()).isNull();
        assertThat(first.replyTo().correlation()).isEqualTo(any);
        assertThat(received.remove().replyTo()).isNull();
    }

    /** mosquitto lets a client have 20 messages on their way, and throws it out for more. */
    @Test
    void hand_byMoreThanTheBrokerTakesAtOnce_waitsAndHandsThemAllOver() throws Exception {
        broker.close();
        broker = Mosquitto.start(folder, "allow_anonymous true\nmax_inflight_messages 20");
        subscribed();
        MqttSession publisher = session("publisher", true);
        publisher.connect(1_000);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> handed = IntStream.range(0, 2_000)
                    .mapToObj(number -> threads.submit(() -> publisher.hand("b", new byte[] {1}, null)))
                    .toList();
            for (Future<Boolean> each : handed) assertThat(each.get()).isTrue();
        }

        awaitReceived(2_000);
        assertThat(publisher.hasEnded()).isFalse();
    }

    /** And no more than that, for mosquitto 2.0.11 may end the connection at the next message. */
    @Test
    void hand_toATopicThatIsNotAllowed_isRefused() throws Exception {
        broker.close();
        Path rules = Files.writeString(folder.resolve("rules"), "topic readwrite b\n");
        broker = Mosquitto.start(folder, "allow_anonymous true\nmax_inflight_messages 20\nacl_file " + rules);
        MqttSession publisher = session("publisher", true);
        MqttSession allowed = session("allowed", true);
        publisher.connect(1_000);
        allowed.connect(1_000);

        assertThat(publisher.hand("c", new byte[1], null)).isFalse();
        assertThat(allowed.hand("b", new byte[1], null)).isTrue();
    }

    @Test
    void hand_brokerIsKilled_fails() throws Exception {
        MqttSession publisher = session("publisher", true);
        publisher.connect(1_000);
        broker.process().kill();

        assertThatThrownBy(() -> publisher.hand("b", new byte[0], null)).isInstanceOf(MqttFailure.class);
    }

    @Test
    void longestPacket_isWhatTheBrokerSays() throws Exception {
        MqttSession first = session("publisher", true);
        first.connect(1_000);
        assertThat(first.longestPacket()).isEqualTo(MqttSession.LONGEST_PACKET);
        broker.close();
        broker = Mosquitto.start(folder, "allow_anonymous true\nmax_packet_size 2000");

        MqttSession second = session("publisher", true);
        second.connect(1_000);
        assertThat(second.longestPacket()).isEqualTo(2_000);
    }

    @Test
    void connect_asAnother_endsTheFirstOne() throws Exception {
        MqttSession first = subscribed();
        MqttSession second = session("client", false);
        second.connect(1_000);

        assertThat(first.awaitEnd()).isNotEmpty();
        assertThat(second.hasEnded()).isFalse();
    }

    private void assertNothingIsDeliveredAgain() throws Exception {
        session("client", false).connect(1_000);
        publish("b", "last");
        awaitReceived(1);
        assertThat(received).extracting(Received::text).containsExactly("last");
    }

    private static void acknowledge(Received message) {
        message.acknowledgement().acknowledge();
    }

    private MqttSession subscribed() throws Exception {
        MqttSession session = session("client", false);
        session.connect(65_535);
        session.subscribe(ALL);
        return session;
    }

    private MqttSession session(String clientId, boolean clean) {
        return session(settings(clientId, clean), this::remember);
    }

    private MqttSession session(String clientId, MqttSession.Handler handler) {
        return session(settings(clientId, false), handler);
    }

    private MqttSession session(ConnectSettings settings, MqttSession.Handler handler) {
        MqttSession session = sessions().session(settings, handler);
        sessions.add(session);
        return session;
    }

    private void remember(
            MqttSession session,
            String topic,
            byte[] payload,
            @Nullable ReplyTo replyTo,
            Acknowledgement acknowledgement) {
        received.add(new Received(topic, payload, replyTo, acknowledgement));
    }

    private ConnectSettings settings(String clientId, boolean clean) {
        return new ConnectSettings(
                broker.url(),
                clientId,
                clean,
                clean ? Duration.ZERO : Duration.ofHours(1),
                keepAlive,
                "",
                new Secret(""),
                Tls.ofTheJvm("none"),
                "");
    }

    private void publish(String topic, String text) throws Exception {
        MosquittoPub.publish(broker.port(), topic, Stream.of(text));
    }

    private static Stream<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString);
    }

    private void awaitReceived(int count) {
        await().atMost(PATIENCE).until(() -> received.size() >= count);
        assertThat(received).hasSize(count);
    }
}
