package io.isobar.inbox;

import io.isobar.pipeline.InvalidSetting;
import io.isobar.sqs.QueueAddress;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The queue whose messages are kept in a table, and who may ask for them.
 *
 * @param queue its URL or its ARN; empty for none, which switches all of this off
 * @param outboundQueue the same of the queue for messages to devices; empty for none
 * @param deadLetterQueue the same of the queue for messages that can never be stored; empty for that of the queue's own redrive policy
 * @param table with the string hash key uuid and the string range key messageId
 * @param uuidKey the member that says which device a message is of; dots lead into objects
 * @param messageIdKey the member that messages of a device are ordered by; dots lead into objects
 * @param retention after which the table may remove a message; 0 for never
 * @param connections how many requests for messages, and as many writes, are made at the same time, 1 to 16
 * @param operations what can be asked for over MQTT; none to answer nothing
 * @param responses what the topics of answers end with
 * @param numbers how the numbers of a message are given back
 * @param requests how many requests are answered at the same time, 1 to 1000
 */
@ConfigurationProperties(prefix = "isobar.inbox", ignoreUnknownFields = false)
public record InboxProperties(
        @DefaultValue("") String queue,
        @DefaultValue("") String outboundQueue,
        @DefaultValue("") String deadLetterQueue,
        @DefaultValue("demo-Messages") String table,
        @DefaultValue("thingName") String uuidKey,
        @DefaultValue("epochTime") String messageIdKey,
        @DefaultValue("0s") Duration retention,
        @DefaultValue("4") int connections,

        @DefaultValue({"query", "get", "next", "delete", "devices", "send"})
        Set<Operation> operations,

        @DefaultValue("token") Responses responses,
        @DefaultValue("number") Numbers numbers,
        @DefaultValue("100") int requests) {

    /** What the topic of an answer ends with. */
    public enum Responses {
        /** The token: {@code response/get/{token}}. */
        TOKEN,
        /** The rest of the request's topic: {@code response/get/{uuid}/{messageId}}, with the token in the answer. */
        TOPIC
    }

    /** How the numbers of a message are given back. */
    public enum Numbers {
        NUMBER,
        TEXT
    }

    private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_.-]{3,255}");
    private static final Pattern PATH = Pattern.compile("[^.]+(\\.[^.]+)*");

    public InboxProperties {
        check("queue", queue);
        check("outbound-queue", outboundQueue);
        check("dead-letter-queue", deadLetterQueue);
        if (!TABLE.matcher(table).matches()) {
            throw new InvalidSetting("isobar.inbox.table", table, "the name of a DynamoDB table");
        }
        checkPath("uuid-key", uuidKey);
        checkPath("message-id-key", messageIdKey);
        if (retention.isNegative()) {
            throw new InvalidSetting("isobar.inbox.retention", retention, "0, or a duration such as 30d");
        }
        if (connections < 1 || connections > 16) {
            throw new InvalidSetting("isobar.inbox.connections", connections, "a whole number from 1 to 16");
        }
        if (requests < 1 || requests > 1_000) {
            throw new InvalidSetting("isobar.inbox.requests", requests, "a whole number from 1 to 1000");
        }
        operations = Set.copyOf(operations);
    }

    private static void check(String setting, String address) {
        if (!address.isEmpty()) QueueAddress.of("isobar.inbox." + setting, address, "");
    }

    private static void checkPath(String setting, String path) {
        if (!PATH.matcher(path).matches()) {
            throw new InvalidSetting(
                    "isobar.inbox." + setting, path, "the name of a member, or names with dots between them");
        }
    }
}
