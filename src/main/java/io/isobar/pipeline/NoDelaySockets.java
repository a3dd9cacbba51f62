package io.isobar.pipeline;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sockets with TCP_NODELAY, which neither Paho nor OkHttp makes by itself: without it an acknowledgement, or the body of a
 * request, waits for the peer's delayed acknowledgement of what was sent before. A broker that allows 50 unacknowledged messages
 * then delivers 50 every 44 ms, and each write to InfluxDB takes 40 ms.
 */
public final class NoDelaySockets {

    private NoDelaySockets() {}

    public static SocketFactory plain() {
        return new Plain();
    }

    /** @param context asked at each connection, so that a renewed certificate is used by the next one */
    public static SSLSocketFactory tls(Supplier<SSLContext> context) {
        return new Tls(context);
    }

    /** The CAs that the JVM trusts, and no client certificate. */
    public static SSLContext defaultContext() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    private static <S extends Socket> S noDelay(S socket) throws IOException {
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static final class Plain extends SocketFactory {

        @Override
        public Socket createSocket() throws IOException {
            return noDelay(new Socket());
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return noDelay(new Socket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return noDelay(new Socket(host, port, localHost, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return noDelay(new Socket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
                throws IOException {
            return noDelay(new Socket(host, port, localHost, localPort));
        }
    }

    private static final class Tls extends SSLSocketFactory {

        private final Supplier<SSLContext> context;

        Tls(Supplier<SSLContext> context) {
            this.context = context;
        }

        private SSLSocketFactory current() {
            return context.get().getSocketFactory();
        }

        @Override
        public Socket createSocket() throws IOException {
            return noDelay(current().createSocket());
        }

        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
            return noDelay(current().createSocket(socket, host, port, autoClose));
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return noDelay(current().createSocket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return noDelay(current().createSocket(host, port, localHost, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return noDelay(current().createSocket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
                throws IOException {
            return noDelay(current().createSocket(host, port, localHost, localPort));
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return current().getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return current().getSupportedCipherSuites();
        }
    }
}
