package io.isobar.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.pattern.Patterns;
import org.elasticmq.StrictSQSLimits$;
import org.elasticmq.actor.QueueManagerActor;
import org.elasticmq.actor.queue.QueueEvent;
import org.elasticmq.persistence.sql.SqlQueuePersistenceActor;
import org.elasticmq.persistence.sql.SqlQueuePersistenceConfig;
import org.elasticmq.rest.sqs.TheSQSRestServerBuilder;
import org.elasticmq.util.NowProvider;
import scala.Option;
import scala.collection.immutable.Nil$;
import scala.concurrent.Await;
import scala.util.Left;
import scalikejdbc.ConnectionPool;

/**
 * Keeps the queues of an ElasticMQ and their messages in a file of the database H2, and finds them there again. At most once in a
 * process, which shares its connections to the database.
 */
final class KeptQueues implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final ActorSystem actors = ActorSystem.create("elasticmq");
    private final ActorRef file;
    private final ActorRef queues;

    KeptQueues(Path folder) {
        // Closed by us, after the server: H2 itself would do it as soon as the process is told to end.
        String url = "jdbc:h2:file:" + folder.toAbsolutePath().resolve("queues") + ";DB_CLOSE_ON_EXIT=FALSE";
        var storage = new SqlQueuePersistenceConfig(true, "org.h2.Driver", url, "", "", false);
        file = actors.actorOf(Props.create(SqlQueuePersistenceActor.class, storage, Nil$.MODULE$));
        queues = actors.actorOf(
                Props.create(QueueManagerActor.class, new NowProvider(), StrictSQSLimits$.MODULE$, Option.apply(file)));
        Object restored = Patterns.ask(file, new QueueEvent.Restore(queues), LONGEST)
                .toCompletableFuture()
                .join();
        if (restored instanceof Left) throw new IllegalStateException("cannot read the queues in " + folder);
    }

    /** The server, with these queues. */
    TheSQSRestServerBuilder with(TheSQSRestServerBuilder server) {
        return server.withActorSystem(actors).withQueueManagerActor(queues).withQueueEventListener(file);
    }

    /** After the server. */
    @Override
    public void close() {
        try {
            Await.result(actors.terminate(), scala.concurrent.duration.Duration.create(10, TimeUnit.SECONDS));
        } catch (Exception e) {
            throw new IllegalStateException("ElasticMQ does not stop", e);
        } finally {
            ConnectionPool.closeAll();
        }
    }
}
