package io.isobar.mqtt;

import io.isobar.pipeline.Acknowledgement;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session on Netty's MQTT codec: one thread reads all that has come, hands each message over, and sends the acknowledgements
 * that are due together. While that thread is held back nothing is read, so that the broker is held back by TCP.
 */
final class NettySession extends MqttSession {

    private static final Logger log = LoggerFactory.getLogger(NettySession.class);
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_OPEN = 65_535;
    private static final MqttMessage PING = new MqttMessage(header(MqttMessageType.PINGREQ));
    private static final MqttMessage DISCONNECT = new MqttMessage(header(MqttMessageType.DISCONNECT));

    private final ConnectSettings settings;
    private final Handler handler;
    private final CompletableFuture<MqttConnAckMessage> connected = new CompletableFuture<>();
    private final Map<Integer, CompletableFuture<MqttMessage>> answers = new ConcurrentHashMap<>();
    private final PacketIds packetIds = new PacketIds();
    private volatile int mayPublish = MOST_OPEN;
    private volatile int longestPacket = LONGEST_PACKET;
    private volatile @Nullable EventLoopGroup thread;
    private volatile @Nullable Channel channel;
    private volatile @Nullable PendingAcks acks;
    /** In nanoseconds, how long the broker may hear nothing; and when it last did. Of the thread of the connection alone. */
    private long silence;

    private long lastSign;

    NettySession(ConnectSettings settings, Handler handler) {
        this.settings = settings;
        this.handler = handler;
    }

    @Override
    boolean connect(int receiveMaximum) throws MqttFailure, InterruptedException {
        CompletableFuture<Void> opened = new CompletableFuture<>();
        SSLContext tls = settings.isTls() ? settings.tls().context() : null;
        thread = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("isobar-mqtt-io-" + settings.clientId()), NioIoHandler.newFactory());
        ChannelFuture connecting = new Bootstrap()
                .group(thread)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOCATOR, HeapBuffers.SHARED)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_PATIENCE.toMillis())
                .handler(new NettyTransport(settings, tls, this::arrived, new Packets(), opened))
                .connect(settings.uri().getHost(), settings.port());
        channel = connecting.channel();
        acks = new PendingAcks(channel);
        connecting.addListener(done -> {
            if (!done.isSuccess()) fail(done.cause());
        });
        connected.whenComplete((answer, failure) -> {
            if (failure != null) opened.completeExceptionally(failure);
        });
        await(opened, "connection");
        channel.writeAndFlush(connect(settings, receiveMaximum));
        return accepted(await(connected, "CONNACK"));
    }

    private static MqttMessage connect(ConnectSettings settings, int receiveMaximum) {
        MqttProperties properties = new MqttProperties();
        properties.add(new IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, (int)
                settings.sessionExpiry().toSeconds()));
        properties.add(new IntegerProperty(MqttProperties.RECEIVE_MAXIMUM, receiveMaximum));
        var connect = MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_5)
                .clientId(settings.clientId())
                .cleanSession(settings.cleanStart())
                .keepAlive((int) settings.keepAlive().toSeconds())
                .properties(properties);
        if (!settings.username().isEmpty()) connect.hasUser(true).username(settings.username());
        if (!settings.password().isEmpty()) {
            connect.hasPassword(true).password(settings.password().value().getBytes(StandardCharsets.UTF_8));
        }
        return connect.build();
    }

    private boolean accepted(MqttConnAckMessage answer) throws MqttFailure {
        MqttConnAckVariableHeader header = answer.variableHeader();
        if (header.connectReturnCode() != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            throw new MqttFailure("the broker refuses the connection: " + words(header.connectReturnCode()));
        }
        mayPublish = property(header.properties(), MqttProperties.RECEIVE_MAXIMUM, MOST_OPEN);
        int longest = property(header.properties(), MqttProperties.MAXIMUM_PACKET_SIZE, LONGEST_PACKET);
        // As an int, what is longer than any packet may be negative.
        if (longest > 0) longestPacket = Math.min(longest, LONGEST_PACKET);
        return header.isSessionPresent();
    }

    /** Such as {@code not authorized (0x87)}. */
    private static String words(MqttConnectReturnCode code) {
        String name = code.name().replaceFirst("CONNECTION_REFUSED_", "").replaceFirst("_5$", "");
        return "%s (0x%02x)".formatted(name.replace('_', ' ').toLowerCase(Locale.ROOT), code.byteValue() & 0xff);
    }

    private static int property(MqttProperties properties, int id, int otherwise) {
        return properties.getProperty(id) instanceof IntegerProperty told ? told.value() : otherwise;
    }

    @Override
    void subscribe(Subscription subscription) throws MqttFailure, InterruptedException {
        var retained = subscription.retained()
                ? RetainedHandlingPolicy.SEND_AT_SUBSCRIBE_IF_NOT_YET_EXISTS
                : RetainedHandlingPolicy.DONT_SEND_AT_SUBSCRIBE;
        var option = new MqttSubscriptionOption(MqttQoS.AT_LEAST_ONCE, false, false, retained);
        var subscribe = MqttMessageBuilders.subscribe();
        subscription.filters().forEach(filter -> subscribe.addSubscription(filter.text(), option));
        MqttSubAckMessage answer =
                (MqttSubAckMessage) ask(id -> subscribe.messageId(id).build(), "SUBACK");
        subscription.checkGranted(answer.payload().reasonCodes());
    }

    @Override
    void unsubscribe(List<TopicFilter> filters) {
        var unsubscribe = MqttMessageBuilders.unsubscribe();
        filters.forEach(filter -> unsubscribe.addTopicFilter(filter.text()));
        try {
            ask(id -> unsubscribe.messageId(id).build(), "UNSUBACK");
        } catch (MqttFailure notConnected) {
            log.debug("not unsubscribed: {}", notConnected.getMessage());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Question {
        MqttMessage withId(int packetId);
    }

    private MqttMessage ask(Question question, String answerName) throws MqttFailure, InterruptedException {
        int id = packetIds.take();
        return ask(id, question.withId(id), answerName);
    }

    /** @param id of the question, which is free again when this returns */
    private MqttMessage ask(int id, MqttMessage question, String answerName) throws MqttFailure, InterruptedException {
        CompletableFuture<MqttMessage> answer = new CompletableFuture<>();
        answers.put(id, answer);
        try {
            open().writeAndFlush(question);
            return await(answer, answerName);
        } finally {
            answers.remove(id);
            packetIds.free(id);
        }
    }

    private <T> T await(CompletableFuture<T> answer, String name) throws MqttFailure, InterruptedException {
        long asked = System.nanoTime();
        while (true) {
            try {
                return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw new MqttFailure(MqttFailure.reason(e), e);
            } catch (TimeoutException e) {
                if (isOverdue(asked)) throw unanswered(name);
            }
        }
    }

    private MqttFailure unanswered(String name) {
        return new MqttFailure("no %s within %d s".formatted(name, patience.toSeconds()));
    }

    @Override
    void publish(String topic, byte[] payload) throws MqttFailure {
        Channel open = open();
        int id = packetIds.take(mayPublish);
        if (id == 0) throw new MqttFailure("too many messages are not acknowledged yet");
        open.writeAndFlush(message(topic, payload).messageId(id).build());
    }

    private static MqttMessageBuilders.PublishBuilder message(String topic, byte[] payload) {
        return MqttMessageBuilders.publish()
                .topicName(topic)
                .qos(MqttQoS.AT_LEAST_ONCE)
                .payload(Unpooled.wrappedBuffer(payload));
    }

    @Override
    boolean hand(String topic, byte[] payload, byte @Nullable [] correlation) throws MqttFailure, InterruptedException {
        MqttProperties properties = new MqttProperties();
        if (correlation != null) properties.add(new BinaryProperty(MqttProperties.CORRELATION_DATA, correlation));
        var message = message(topic, payload).properties(properties);
        int id = packetIds.await(mayPublish, patience);
        if (id == 0) throw unanswered("PUBACK");
        MqttMessage answer = ask(id, message.messageId(id).build(), "PUBACK");
        return !(answer.variableHeader() instanceof MqttPubReplyMessageVariableHeader told)
                || (told.reasonCode() & 0xff) < REFUSED;
    }

    @Override
    int longestPacket() {
        return longestPacket;
    }

    private Channel open() throws MqttFailure {
        Channel open = channel;
        if (open == null || !open.isActive() || hasEnded()) throw new MqttFailure("not connected");
        return open;
    }

    /** What was taken and is not acknowledged yet has been, as far as can be: waits for the broker to close the connection. */
    @Override
    void disconnect() {
        Channel open = channel;
        if (open != null && open.isActive()) {
            open.eventLoop().execute(() -> {
                sendAcks();
                open.writeAndFlush(DISCONNECT);
            });
            // Closed with something unread in it, a connection is reset, and what was just sent may be lost.
            open.closeFuture().awaitUninterruptibly(PATIENCE.toMillis());
        }
        drop();
    }

    @Override
    void close() {
        Channel open = channel;
        if (open != null) open.close().awaitUninterruptibly(PATIENCE.toMillis());
        closeAcks();
        EventLoopGroup running = thread;
        if (running != null) running.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private void arrived(String topic, byte[] payload, @Nullable ReplyTo replyTo, int packetId) {
        if (hasEnded()) return;
        Acknowledgement acknowledgement = packetId == 0 ? this::acknowledged : new Unacknowledged(this, packetId);
        handler.handle(this, topic, payload, replyTo, acknowledgement);
        long now = System.nanoTime();
        handed(now);
        showLife(now);
    }

    /** A handler that holds messages back must not make the connection look dead: others wait in the same buffer. */
    private void showLife(long now) {
        Channel open = channel;
        if (open == null || silence == 0 || now - lastSign < silence) return;
        lastSign = now;
        sendAcks();
        open.writeAndFlush(PING);
    }

    private void closeAcks() {
        PendingAcks pending = acks;
        if (pending != null) pending.close();
    }

    private void sendAcks() {
        PendingAcks pending = acks;
        if (pending != null) pending.send();
    }

    private void fail(Throwable failure) {
        String why = MqttFailure.reason(failure);
        MqttFailure said = new MqttFailure(why, failure);
        connected.completeExceptionally(said);
        answers.values().forEach(answer -> answer.completeExceptionally(said));
        end(why);
    }

    private static MqttFixedHeader header(MqttMessageType type) {
        return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
    }

    /** A message of QoS 1 that is not acknowledged yet. */
    private record Unacknowledged(NettySession session, int packetId) implements Acknowledgement {

        @Override
        public void acknowledge() {
            PendingAcks pending = session.acks;
            if (pending != null) pending.add(packetId);
            session.acknowledged();
        }
    }

    /** All of it runs on the thread of the connection. */
    private final class Packets extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object packet) {
            try {
                MqttMessage message = (MqttMessage) packet;
                if (message.decoderResult().isFailure()) {
                    broken(message.decoderResult().cause());
                } else {
                    read(context, message);
                }
            } finally {
                ReferenceCountUtil.release(packet);
            }
        }

        private void read(ChannelHandlerContext context, MqttMessage message) {
            switch (message.fixedHeader().messageType()) {
                case PUBACK -> {
                    CompletableFuture<MqttMessage> waiting = answers.get(packetId(message));
                    if (waiting == null) packetIds.free(packetId(message));
                    else waiting.complete(message);
                }
                case CONNACK -> answered(context, (MqttConnAckMessage) message);
                case SUBACK, UNSUBACK -> {
                    CompletableFuture<MqttMessage> answer = answers.get(packetId(message));
                    if (answer != null) answer.complete(message);
                }
                case DISCONNECT ->
                    fail(new MqttFailure(MqttFailure.disconnected(reason(message), settings.clientId())));
                case PINGRESP -> {}
                default ->
                    broken(new MqttFailure(
                            "a broker sends no " + message.fixedHeader().messageType()));
            }
        }

        private void answered(ChannelHandlerContext context, MqttConnAckMessage answer) {
            MqttProperties told = answer.variableHeader().properties();
            int own = (int) settings.keepAlive().toSeconds();
            long half = TimeUnit.SECONDS.toMillis(property(told, MqttProperties.SERVER_KEEP_ALIVE, own)) / 2;
            silence = TimeUnit.MILLISECONDS.toNanos(half) / 2;
            // First of all, so that every byte counts as a sign of life.
            context.pipeline().addFirst(new IdleStateHandler(half, half, 0, TimeUnit.MILLISECONDS));
            connected.complete(answer);
        }

        /** Asks for a sign of life when there was none for half the keep-alive, and gives up after the other half. */
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (!(event instanceof IdleStateEvent idle)) return;
            if (idle.state() == IdleState.READER_IDLE && !idle.isFirst()) {
                end("no answer to PING");
            } else {
                context.writeAndFlush(PING);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            lastSign = System.nanoTime();
        }

        private void broken(Throwable how) {
            fail(new MqttFailure("the broker breaks the rules of MQTT: " + MqttFailure.reason(how)));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            if (failure instanceof CorruptedFrameException) {
                broken(failure);
            } else {
                fail(failure);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            closeAcks();
            fail(new EOFException("the broker closed it"));
        }

        private static int packetId(MqttMessage message) {
            return ((MqttMessageIdVariableHeader) message.variableHeader()).messageId();
        }

        private static int reason(MqttMessage message) {
            return message.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header
                    ? header.reasonCode() & 0xff
                    : 0;
        }
    }
}
