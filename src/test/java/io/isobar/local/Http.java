package io.isobar.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** HTTP for tests: a request, the body of its answer. */
public final class Http {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Http() {}

    /** @throws IllegalStateException if the answer's status is not 2xx */
    public static String get(URI uri) {
        HttpResponse<String> response = send(HttpRequest.newBuilder(uri).build());
        return ok(response);
    }

    /** The body of the answer, whatever its status. */
    public static String body(URI uri) {
        return send(HttpRequest.newBuilder(uri).build()).body();
    }

    /** The status of the answer. */
    public static int status(URI uri) {
        return send(HttpRequest.newBuilder(uri).build()).statusCode();
    }

    /** The status of the answer to a request without a body. */
    public static int status(String method, URI uri, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) request.headers(headers);
        return send(request.build()).statusCode();
    }

    /** @throws IllegalStateException if the answer's status is not 2xx */
    public static String post(URI uri, String contentType, String body) {
        HttpRequest.BodyPublisher publisher = HttpRequest.BodyPublishers.ofString(body);
        return ok(send(HttpRequest.newBuilder(uri)
                .header("Content-Type", contentType)
                .POST(publisher)
                .build()));
    }

    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String ok(HttpResponse<String> response) {
        if (response.statusCode() / 100 == 2) return response.body();
        throw new IllegalStateException(response.uri() + " answers " + response.statusCode() + ": " + response.body());
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(request.uri() + " does not answer", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while asking " + request.uri(), e);
        }
    }
}
