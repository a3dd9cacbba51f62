package io.isobar.local;

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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a client and a real HTTP server, and answers in its place if it is told to. */
public final class FaultProxy implements AutoCloseable {

    /** What becomes of a request. */
    @FunctionalInterface
    public interface Fault {
        void answer(Request request) throws IOException, InterruptedException;
    }

    /** A request that waits for its answer. */
    public static final class Request {

        private final HttpExchange exchange;
        private final FaultProxy proxy;

        private Request(HttpExchange exchange, FaultProxy proxy) {
            this.exchange = exchange;
            this.proxy = proxy;
        }

        /** Lets the real server do what is asked; says what it answered. */
        public HttpResponse<byte[]> carryOut() throws IOException, InterruptedException {
            return proxy.forward(exchange);
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

    private final URI server;
    private final HttpServer listener;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger faults = new AtomicInteger();
    private volatile Fault fault = FaultProxy::pass;

    private FaultProxy(URI server, HttpServer listener) {
        this.server = server;
        this.listener = listener;
    }

    public static FaultProxy before(URI server) {
        try {
            HttpServer listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            FaultProxy proxy = new FaultProxy(server, listener);
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
        fault = FaultProxy::pass;
    }

    /** How many requests came since {@link #fail}. */
    public int faults() {
        return faults.get();
    }

    private static void pass(Request request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = request.carryOut();
        request.answer(answer.statusCode(), answer.body());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            faults.incrementAndGet();
            fault.answer(new Request(exchange, this));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange) throws IOException, InterruptedException {
        URI target = server.resolve(exchange.getRequestURI().toString());
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .method(
                        exchange.getRequestMethod(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                exchange.getRequestBody().readAllBytes()));
        for (String name : new String[] {"Authorization", "Content-Type", "Content-Encoding"}) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) request.header(name, value);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Override
    public void close() {
        listener.stop(0);
        threads.shutdownNow();
        client.close();
    }
}
