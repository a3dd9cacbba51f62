package io.isobar.instance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What ECS tells a task about itself, see
 * <a href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html">its endpoint</a>.
 *
 * @param url the endpoint of this container
 */
record TaskMetadata(String url) {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int OK = 200;

    /**
     * The last part of {@code arn:aws:ecs:eu-central-1:123456789012:task/demo/158d1c8083dd49d6b527399fd6414f5c}.
     *
     * @throws IOException if it is not there within two seconds
     */
    String taskId() throws IOException {
        HttpClient client = HttpClient.newHttpClient();
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url + "/task")).build();
            HttpResponse<String> answer = client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.statusCode() != OK) throw new IOException(request.uri() + " answers " + answer.statusCode());
            return lastPart(answer.body());
        } catch (IllegalArgumentException e) {
            throw new IOException("'" + url + "' is no URL", e);
        } catch (ExecutionException e) {
            throw new IOException(url + " cannot be asked: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException(url + " does not answer in " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            client.shutdownNow();
        }
    }

    private String lastPart(String json) throws IOException {
        try {
            String arn = new JsonMapper().readTree(json).path("TaskARN").asString("");
            String id = arn.substring(arn.lastIndexOf('/') + 1);
            if (id.isEmpty()) throw new IOException(url + "/task has no TaskARN with an ID");
            return id;
        } catch (JacksonException e) {
            throw new IOException(url + "/task is not JSON", e);
        }
    }
}
