package io.isobar.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** What lies between the network and MQTT's packets: TLS and WebSocket, as the URL wants it, and Netty's own MQTT codec. */
final class NettyTransport extends ChannelInitializer<SocketChannel> {

    /** The longest packet that MQTT knows: what is too long for Isobar is parked by who reads it. */
    private static final int LONGEST_PACKET = MqttSession.LONGEST_PACKET;

    private static final int LONGEST_HANDSHAKE = 64 * 1024;
    private static final String DEFAULT_PATH = "/mqtt";

    private final ConnectSettings settings;
    private final @Nullable SSLContext tls;
    private final PublishDecoder.Handler messages;
    private final ChannelInboundHandlerAdapter session;
    private final CompletableFuture<Void> opened;

    /**
     * @param tls null for none
     * @param messages takes the messages
     * @param session takes all other packets
     * @param opened completed when they can be sent
     */
    NettyTransport(
            ConnectSettings settings,
            @Nullable SSLContext tls,
            PublishDecoder.Handler messages,
            ChannelInboundHandlerAdapter session,
            CompletableFuture<Void> opened) {
        this.settings = settings;
        this.tls = tls;
        this.messages = messages;
        this.session = session;
        this.opened = opened;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        if (tls != null) pipeline.addLast(new SslHandler(engine(tls)));
        if (settings.isWebSocket()) {
            pipeline.addLast(
                    new HttpClientCodec(),
                    new HttpObjectAggregator(LONGEST_HANDSHAKE),
                    new WebSocketClientProtocolHandler(webSocket()),
                    new WebSocketFrameAggregator(LONGEST_PACKET),
                    new InFrames());
        }
        pipeline.addLast(
                new PublishDecoder(messages),
                new MqttDecoder(LONGEST_PACKET),
                MqttEncoder.INSTANCE,
                new Opening(),
                session);
    }

    /** Checks that the certificate is the host's, and tells the broker by SNI which host is wanted, and by ALPN which protocol. */
    private SSLEngine engine(SSLContext context) {
        String host = settings.uri().getHost();
        SSLEngine engine = context.createSSLEngine(host, settings.port());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        // By itself, Java does so only for names with a dot in them.
        if (isName(host)) parameters.setServerNames(List.of(new SNIHostName(host)));
        if (!settings.alpn().isEmpty()) parameters.setApplicationProtocols(new String[] {settings.alpn()});
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static boolean isName(String host) {
        return !NetUtil.isValidIpV4Address(host) && !host.startsWith("[") && !host.endsWith(".");
    }

    private WebSocketClientProtocolConfig webSocket() {
        URI url = settings.uri();
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? DEFAULT_PATH : url.getRawPath();
        try {
            return WebSocketClientProtocolConfig.newBuilder()
                    .webSocketUri(new URI(settings.scheme(), null, url.getHost(), settings.port(), path, null, null))
                    .subprotocol("mqtt")
                    .customHeaders(new DefaultHttpHeaders())
                    .maxFramePayloadLength(LONGEST_PACKET)
                    .build();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Tells when packets can be sent: TLS keeps them until its handshake is done, WebSocket does not. */
    private final class Opening extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext context) {
            if (!settings.isWebSocket()) opened.complete(null);
            context.fireChannelActive();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) opened.complete(null);
            context.fireUserEventTriggered(event);
        }
    }

    /** Bytes to and from binary frames. */
    private static final class InFrames extends MessageToMessageCodec<WebSocketFrame, ByteBuf> {

        InFrames() {
            super(WebSocketFrame.class, ByteBuf.class);
        }

        @Override
        protected void encode(ChannelHandlerContext context, ByteBuf bytes, List<Object> frames) {
            frames.add(new BinaryWebSocketFrame(bytes.retain()));
        }

        @Override
        protected void decode(ChannelHandlerContext context, WebSocketFrame frame, List<Object> bytes) {
            if (frame instanceof BinaryWebSocketFrame) bytes.add(frame.content().retain());
        }
    }
}
