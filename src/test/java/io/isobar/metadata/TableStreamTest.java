package io.isobar.metadata;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.isobar.metadata.StreamedTable.FakeShard;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;

@Timeout(60)
class TableStreamTest {

    private final StreamedTable table = new StreamedTable();
    private final FakeShard shard = table.add();
    private final ToldChanges told = new ToldChanges();
    private final List<Duration> pauses = new ArrayList<>();
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(TableStream.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final TableStream stream = stream(told);

    @BeforeEach
    void listen() {
        log.start();
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(log);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    void run_changesAfterItBegan_areTold() {
        shard.put("before");

        follow(() -> shard.put("a"), () -> shard.put("b", "c", "c", "d"));

        assertThat(told.events).containsExactly("following", "changed a", "changed b c", "changed c d", "lost");
    }

    @Test
    void run_changeBeforeTheLatestIteratorIsUsed_isNotPromised() {
        follow(20);

        long began = told.claims.getFirst().since();
        assertThat(told.claims).allSatisfy(claim -> assertThat(claim.since()).isEqualTo(began));
        assertThat(told.claims.getLast().until()).isBetween(table.now - SECONDS.toNanos(4), table.now);
    }

    @Test
    void run_nothingMoreToRead_pausesBetweenRounds() {
        follow(4);

        assertThat(pauses).hasSize(5).containsOnly(TableStream.ROUND);
        assertThat(Collections.frequency(table.calls, "GetRecords")).isEqualTo(6);
    }

    @Test
    void run_busyShard_starvesNoOtherAndIsNotUpToDate() {
        FakeShard quiet = table.add();
        String[] keys = new String[100];
        Arrays.setAll(keys, number -> "k" + number);

        follow(20, () -> {
            shard.put(keys);
            quiet.put("quiet");
        });

        assertThat(told.keys).hasSize(101);
        assertThat(told.events.indexOf("changed quiet")).isLessThan(13);
    }

    @Test
    void run_shardSplits_childrenAreReadFromTheirBeginningAfterTheirParent() {
        follow(() -> {
            shard.put("a", "b", "c");
            FakeShard left = shard.child().put("d");
            shard.child().put("e");
            left.child().put("f");
        });

        assertThat(told.events).startsWith("following", "changed a b", "changed c");
        assertThat(told.keys).containsExactlyInAnyOrder("a", "b", "c", "d", "e", "f");
        assertThat(told.events.indexOf("changed f")).isGreaterThan(told.events.indexOf("changed d"));
        assertThat(pauses).hasSize(2);
    }

    @Test
    void run_childIsListedLate_isNotUpToDateUntilThen() {
        FakeShard[] child = new FakeShard[1];
        long[] split = new long[1];

        follow(20, () -> {
            split[0] = table.now;
            child[0] = shard.child(Duration.ofSeconds(30));
            child[0].put("late");
        });
        assertThat(told.claims).allSatisfy(claim -> assertThat(claim.until()).isLessThan(split[0]));
        assertThat(told.keys).isEmpty();

        follow(200);
        assertThat(told.claims.getLast().until()).isGreaterThan(split[0] + SECONDS.toNanos(30));
    }

    @Test
    void run_childIsListedLate_isReadWhenItIs() {
        follow(100, () -> shard.child(Duration.ofSeconds(10)).put("late"));

        assertThat(told.keys).containsExactly("late");
        assertThat(told.claims).isNotEmpty();
    }

    @Test
    void run_shardWasClosedBeforeItBegan_isIgnoredButItsChildIsNot() {
        shard.put("old");
        FakeShard child = shard.child();

        follow(20, () -> child.put("new"));

        assertThat(told.events).containsExactly("following", "changed new", "lost");
        assertThat(table.calls).contains("LATEST " + child.id).doesNotContain("LATEST " + shard.id);
        assertThat(told.claims).isNotEmpty();
    }

    @Test
    void run_shardOfNoKnownParent_isFound() {
        follow(200, () -> table.add().put("a"));

        assertThat(told.keys).containsExactly("a");
    }

    @Test
    void run_manyShards_areListedPageByPage() {
        List<FakeShard> others = List.of(table.add(), table.add(), table.add(), table.add());

        follow(() -> others.forEach(other -> other.put(other.id)));

        assertThat(told.keys).hasSize(4);
    }

    @Test
    void run_noShardIsListed_isNotUpToDate() {
        table.shards.clear();

        follow(20);

        assertThat(told.claims).isEmpty();
    }

    @Test
    void run_trimmed_isLostAndBeginsAnew() {
        Runnable trim = () -> {
            shard.put("a");
            shard.trim();
        };

        follow(trim, () -> {}, () -> shard.put("b"));

        assertThat(told.events).containsExactly("following", "lost", "following", "changed b", "lost");
        assertThat(pauses.subList(0, 3)).containsExactly(TableStream.ROUND, Duration.ZERO, TableStream.ROUND);
    }

    @Test
    void run_expired_isLostAndBeginsAnewWithOneLine() {
        follow(table::expireIterators, () -> {}, () -> shard.put("b"));

        assertThat(told.events).containsExactly("following", "lost", "following", "changed b", "lost");
        assertThat(lines())
                .containsExactly(
                        "INFO changes of DynamoDB table devices are followed",
                        "WARN changes of DynamoDB table devices may have been missed: GetRecords failed: too old");
        assertThat(stream.notFollowed()).isEmpty();
    }

    @Test
    void run_gapAfterGap_backsOff() {
        RuntimeException[] gone = new RuntimeException[20];
        Arrays.setAll(
                gone, n -> ResourceNotFoundException.builder().message("gone").build());
        table.fail("DescribeStream", gone);

        follow(20);

        assertThat(pauses.getFirst()).isZero();
        assertThat(pauses.get(15)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    @Test
    void run_throttled_keepsItsPlaceAndBacksOff() {
        Runnable putAndThrottle = () -> {
            shard.put("a");
            table.fail("GetRecords", throttled(), throttled());
        };

        follow(2, putAndThrottle);

        assertThat(told.events).containsExactly("following", "changed a", "lost");
        assertThat(pauses.get(1)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        assertThat(pauses.get(2)).isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
        assertThat(lines()).hasSize(1);
    }

    @Test
    void run_noAnswerForLong_isToldOnceAndNotUpToDate() {
        follow(10);
        int claims = told.claims.size();
        RuntimeException[] none = new RuntimeException[20];
        Arrays.setAll(none, n -> SdkClientException.create("no answer"));
        table.fail("GetRecords", none);
        log.list.clear();

        follow(10);

        assertThat(claims).isPositive();
        assertThat(told.claims).hasSize(claims);
        assertThat(stream.notFollowed()).contains("GetRecords failed: no answer");
        assertThat(lines())
                .containsExactly("WARN changes of DynamoDB table devices are not followed:"
                        + " GetRecords failed: no answer; trying again until they are");
        follow(20);
        assertThat(lines()).hasSize(2);
        assertThat(stream.notFollowed()).isEmpty();
    }

    @Test
    void run_failsWhileItBegins_beginsAgain() {
        table.fail("DescribeTable", throttled());
        table.fail("DescribeStream", throttled());
        table.fail("GetShardIterator", throttled());

        follow(3, () -> {}, () -> {}, () -> {}, () -> shard.put("a"));

        assertThat(told.events).containsExactly("following", "changed a", "lost");
    }

    @Test
    void run_permissionIsMissing_namesItAndTriesAgainSlowly() {
        table.fail("GetRecords", denied(), denied());

        follow(3);

        assertThat(pauses.get(0)).isBetween(Duration.ofMillis(2500), Duration.ofSeconds(5));
        assertThat(pauses.get(1)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
        assertThat(lines().getFirst())
                .startsWith("WARN changes of DynamoDB table devices are not followed:"
                        + " the permission dynamodb:GetRecords is missing: not allowed");
        assertThat(lines()).hasSize(2);
    }

    @Test
    void run_noStream_isSaidAndFollowedOnceThereIsOne() {
        table.enabled = false;
        List<String> reasons = new ArrayList<>();

        follow(
                () -> reasons.add(stream.notFollowed().orElseThrow()),
                () -> table.enable("stream-2"),
                () -> table.shards.getFirst().put("a"),
                () -> {});

        assertThat(reasons).containsExactly("it has no stream (enable one, of any view type)");
        assertThat(told.events).containsExactly("following", "changed a", "lost");
        assertThat(lines())
                .containsExactly(
                        "INFO changes of DynamoDB table devices are not followed: it has no stream"
                                + " (enable one, of any view type); trying again until they are",
                        "INFO changes of DynamoDB table devices are followed");
        assertThat(stream.notFollowed()).isEmpty();
    }

    @Test
    void run_streamIsDisabled_isLostAndTheNextOneIsFollowed() {
        follow(
                () -> {
                    shard.put("a");
                    table.disable();
                },
                () -> {},
                () -> table.enable("stream-2"),
                () -> table.shards.getFirst().put("b"));

        assertThat(told.events).containsExactly("following", "changed a", "lost", "following", "changed b", "lost");
    }

    @Test
    void run_streamIsDisabledButItsShardIsNotClosed_isNoticedWithinAMinute() {
        follow(200, () -> table.status = StreamStatus.DISABLED);

        assertThat(told.events).startsWith("following", "lost");
    }

    @Test
    void run_listenerFails_isLostAndBeginsAnew() {
        logger.setLevel(Level.OFF);
        ToldChanges failing = new ToldChanges() {
            @Override
            public synchronized void upToDate(long since, long until) {
                throw new IllegalStateException("listener");
            }
        };

        follow(stream(failing), 20);

        assertThat(failing.events).startsWith("following", "lost", "following", "lost");
    }

    @Test
    void close_whileItPauses_endsTheThreadAndTellsLost() throws InterruptedException {
        CountDownLatch pausing = new CountDownLatch(1);
        TableStream following = new TableStream(
                table.tables(), table.streams(), "devices", "metakey", told, () -> table.now, duration -> {
                    pausing.countDown();
                    new CountDownLatch(1).await();
                });
        following.start();
        pausing.await();

        following.close();

        assertThat(told.events).containsExactly("following", "lost");
    }

    private TableStream stream(TableChanges changes) {
        return new TableStream(
                table.tables(), table.streams(), "devices", "metakey", changes, () -> table.now, this::pause);
    }

    /** One step in each pause, then the given number of pauses in which nothing happens. */
    private void follow(int more, Runnable... each) {
        steps.addAll(List.of(each));
        for (int step = 0; step < more; step++) steps.add(() -> {});
        follow(stream);
    }

    private void follow(Runnable... each) {
        follow(0, each);
    }

    private void follow(TableStream one, int rounds) {
        for (int step = 0; step < rounds; step++) steps.add(() -> {});
        follow(one);
    }

    private void follow(TableStream one) {
        one.run();
        assertThat(Thread.interrupted()).isTrue();
    }

    private void pause(Duration duration) throws InterruptedException {
        pauses.add(duration);
        table.now += duration.toNanos();
        if (steps.isEmpty()) throw new InterruptedException();
        steps.remove().run();
    }

    private List<String> lines() {
        return log.list.stream()
                .map(line -> line.getLevel() + " " + line.getFormattedMessage())
                .toList();
    }

    private static RuntimeException throttled() {
        return LimitExceededException.builder().message("too many readers").build();
    }

    private static RuntimeException denied() {
        AwsErrorDetails details = AwsErrorDetails.builder()
                .errorCode("AccessDeniedException")
                .errorMessage("not allowed")
                .build();
        return DynamoDbException.builder()
                .message("not allowed")
                .awsErrorDetails(details)
                .build();
    }
}
