package io.isobar.sqs;

import io.isobar.dynamodb.AwsClients;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import tools.jackson.databind.json.JsonMapper;

/**
 * A queue of SQS. To take messages out of it needs the permissions sqs:GetQueueAttributes, ReceiveMessage, DeleteMessage and
 * ChangeMessageVisibility, to put one in SendMessage.
 *
 * <p>Limits, by the API reference: 10 messages in a request, 20 seconds of waiting for some, and 12 hours that a message can be
 * hidden in all, counted from its receipt.
 */
public final class SqsQueue implements MessageQueue, AutoCloseable {

    /** What a queue has that was made without saying; for one that hides nothing, which could not be kept from others. */
    private static final Duration DEFAULT_VISIBILITY = Duration.ofSeconds(30);

    private static final Duration ANSWER = Duration.ofSeconds(5);
    /** What SQS says of a request that is wrong, by the API reference, "Common Errors" and SendMessage. */
    private static final List<String> FOR_GOOD =
            List.of("InvalidParameterValue", "MissingParameter", "InvalidMessageContents", "UnsupportedOperation");

    private static final JsonMapper JSON = new JsonMapper();

    private final SqsClient client;
    private final String url;

    /** @param client every call of which ends after some seconds, those aside that wait for messages */
    SqsQueue(SqsClient client, String url) {
        this.client = client;
        this.url = url;
    }

    /** Does no I/O. Every call ends within 5 seconds, the SDK's own repetitions included, those aside that wait for messages. */
    public static SqsQueue at(QueueAddress address) {
        SqsClientBuilder client = SqsClient.builder();
        if (address.endpoint() != null) client.endpointOverride(address.endpoint());
        if (address.region() != null) client.region(address.region());
        return new SqsQueue(AwsClients.build(client, ANSWER), address.url());
    }

    @Override
    public String name() {
        return url;
    }

    @Override
    public Duration visibilityTimeout() throws QueueFailure {
        String told = attribute(QueueAttributeName.VISIBILITY_TIMEOUT)
                .orElseThrow(() -> new QueueFailure("what answers there is no SQS queue: it has no VisibilityTimeout"));
        long seconds = Long.parseLong(told);
        return seconds > 0 ? Duration.ofSeconds(seconds) : DEFAULT_VISIBILITY;
    }

    /** The ARN of the queue for what is received too often, by this one's redrive policy; empty if it has none. */
    public Optional<String> deadLetterQueue() throws QueueFailure {
        return attribute(QueueAttributeName.REDRIVE_POLICY)
                .filter(policy -> !policy.isEmpty())
                .map(policy -> JSON.readTree(policy).path("deadLetterTargetArn").asString());
    }

    private Optional<String> attribute(QueueAttributeName name) throws QueueFailure {
        GetQueueAttributesRequest request = GetQueueAttributesRequest.builder()
                .queueUrl(url)
                .attributeNames(name)
                .build();
        return Optional.ofNullable(answer(
                "GetQueueAttributes",
                () -> client.getQueueAttributes(request).attributes().get(name)));
    }

    /**
     * Puts a message into the queue.
     *
     * @param body 1 byte to 1 MiB of text
     * @return its id
     */
    public String send(String body) throws QueueFailure {
        return answer(
                "SendMessage",
                () -> client.sendMessage(send -> send.queueUrl(url).messageBody(body))
                        .messageId());
    }

    @Override
    public List<QueueMessage> receive(int most, Duration wait, Duration hidden) throws QueueFailure {
        Duration atMost = wait.plus(ANSWER);
        ReceiveMessageRequest request = ReceiveMessageRequest.builder()
                .queueUrl(url)
                .maxNumberOfMessages(most)
                .waitTimeSeconds(Math.toIntExact(wait.toSeconds()))
                .visibilityTimeout(Math.toIntExact(hidden.toSeconds()))
                .messageSystemAttributeNames(MessageSystemAttributeName.SENT_TIMESTAMP)
                .overrideConfiguration(call -> call.apiCallTimeout(atMost).apiCallAttemptTimeout(atMost))
                .build();
        return answer("ReceiveMessage", () -> client.receiveMessage(request).messages()).stream()
                .map(SqsQueue::message)
                .toList();
    }

    private static QueueMessage message(Message message) {
        String sent = message.attributes().getOrDefault(MessageSystemAttributeName.SENT_TIMESTAMP, "0");
        return new QueueMessage(
                message.messageId(),
                message.receiptHandle(),
                message.body(),
                Instant.ofEpochMilli(Long.parseLong(sent)));
    }

    @Override
    public List<Refusal> delete(List<String> handles) throws QueueFailure {
        List<DeleteMessageBatchRequestEntry> entries = IntStream.range(0, handles.size())
                .mapToObj(i -> DeleteMessageBatchRequestEntry.builder()
                        .id(Integer.toString(i))
                        .receiptHandle(handles.get(i))
                        .build())
                .toList();
        return refusals(
                handles,
                answer(
                        "DeleteMessage",
                        () -> client.deleteMessageBatch(
                                        delete -> delete.queueUrl(url).entries(entries))
                                .failed()));
    }

    @Override
    public List<Refusal> hide(List<String> handles, Duration hidden) throws QueueFailure {
        List<ChangeMessageVisibilityBatchRequestEntry> entries = IntStream.range(0, handles.size())
                .mapToObj(i -> ChangeMessageVisibilityBatchRequestEntry.builder()
                        .id(Integer.toString(i))
                        .receiptHandle(handles.get(i))
                        .visibilityTimeout(Math.toIntExact(hidden.toSeconds()))
                        .build())
                .toList();
        return refusals(
                handles,
                answer(
                        "ChangeMessageVisibility",
                        () -> client.changeMessageVisibilityBatch(
                                        change -> change.queueUrl(url).entries(entries))
                                .failed()));
    }

    @Override
    public void close() {
        client.close();
    }

    private static List<Refusal> refusals(List<String> handles, List<BatchResultErrorEntry> failed) {
        return failed.stream()
                .map(entry -> new Refusal(
                        handles.get(Integer.parseInt(entry.id())),
                        entry.code() + ": " + entry.message(),
                        Boolean.TRUE.equals(entry.senderFault())))
                .toList();
    }

    /** Whatever it was, such as no file descriptor left, the next call may work. */
    private static <T> T answer(String operation, Supplier<T> call) throws QueueFailure {
        try {
            return call.get();
        } catch (AwsServiceException e) {
            String code = e.awsErrorDetails() == null
                    ? ""
                    : String.valueOf(e.awsErrorDetails().errorCode());
            boolean denied = code.contains("AccessDenied");
            String what = denied ? "the permission sqs:" + operation + " is missing" : operation + " failed";
            boolean forGood = FOR_GOOD.stream().anyMatch(code::contains);
            throw new QueueFailure(what + ": " + AwsClients.reason(e), e, forGood);
        } catch (RuntimeException e) {
            throw new QueueFailure(operation + " failed: " + AwsClients.reason(e), e);
        }
    }
}
