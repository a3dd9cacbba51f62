package io.isobar.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a client and a real HTTP server, and answers in its place if it is told to. */
public final class HttpFaults implements AutoCloseable {

    /** What becomes of a request. */
    @FunctionalInterface
    public interface Fault {
        void answer(Request request) throws IOException, InterruptedException;
    }

    /** A request that waits for its answer. */
    public static final class Request {

        private final HttpExchange exchange;
        private final HttpFaults proxy;

        private Request(HttpExchange exchange, HttpFaults proxy) {
            this.exchange = exchange;
            this.proxy = proxy;
        }

        /** What is asked; can be read once, and only in place of {@link #pass} and {@link #carryOut()}. */
        public byte[] body() throws IOException {
            return exchange.getRequestBody().readAllBytes();
        }

        /** The first value of a header, or an empty text. */
        public String header(String name) {
            String value = exchange.getRequestHeaders().getFirst(name);
            return value == null ? "" : value;
        }

        /** Lets the real server answer. */
        public void pass() throws IOException, InterruptedException {
            HttpResponse<byte[]> answer = carryOut();
            answer(answer.statusCode(), answer.body());
        }

        /** Lets the real server do what is asked; says what it answered. */
        public HttpResponse<byte[]> carryOut() throws IOException, InterruptedException {
            return carryOut(body());
        }

        /** Lets the real server do something else. */
        public HttpResponse<byte[]> carryOut(byte[] body) throws IOException, InterruptedException {
            return proxy.forward(exchange, body);
        }

        public void header(String name, String value) {
            exchange.getResponseHeaders().set(name, value);
        }

        public void answer(int status, byte[] body) throws IOException {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) exchange.getResponseBody().write(body);
        }

        public void answer(int status, String body) throws IOException {
            answer(status, body.getBytes(StandardCharsets.UTF_8));
        }

        /** Promises more than there is. */
        public void answerHalf() throws IOException {
            exchange.sendResponseHeaders(500, 1000);
            exchange.getResponseBody().write('{');
        }
    }

    /** Each of the two connections has these for itself. */
    private static final Set<String> OWN_HEADERS =
            Set.of("host", "connection", "content-length", "expect", "upgrade", "transfer-encoding", "http2-settings");

    private final URI server;
    private final HttpServer listener;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger faults = new AtomicInteger();
    private volatile Fault fault = Request::pass;

    private HttpFaults(URI server, HttpServer listener) {
        this.server = server;
        this.listener = listener;
    }

    /** On a free port. */
    public static HttpFaults before(URI server) {
        return before(server, 0);
    }

    public static HttpFaults before(URI server, int port) {
        try {
            HttpServer listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            HttpFaults proxy = new HttpFaults(server, listener);
            listener.setExecutor(proxy.threads);
            listener.createContext("/", proxy::handle);
            listener.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + listener.getAddress().getPort());
    }

    /** From now on answers like that. */
    public void fail(Fault with) {
        faults.set(0);
        fault = with;
    }

    /** From now on lets everything pass. */
    public void pass() {
        fault = Request::pass;
    }

    /** How many requests came since {@link #fail}. */
    public int faults() {
        return faults.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            faults.incrementAndGet();
            fault.answer(new Request(exchange, this));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        URI target = server.resolve(exchange.getRequestURI().toString());
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Override
    public void close() {
        listener.stop(0);
        threads.shutdownNow();
        client.close();
    }
}
