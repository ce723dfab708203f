package dev.xpm.protocol.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.xpm.protocol.codec.Notice;
import dev.xpm.protocol.codec.Streamed;
import dev.xpm.protocol.codec.StrictMapper;
import dev.xpm.protocol.event.JobFold;
import dev.xpm.protocol.event.Samples;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobState;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is slow does not hold up what is quick, and what nobody waits for is not answered. */
@Tag("P10")
@Tag("A-R12")
class LanesTest {
    private static final JsonMapper READER = StrictMapper.request();

    private final CountDownLatch hold = new CountDownLatch(1);
    private ServerHarness server;

    @BeforeEach
    void start() throws Exception {
        server = new ServerHarness()
                .when("experiments", arguments -> new Streamed<>(List.of()))
                .when("ping", arguments -> Map.of("time", 1.5))
                .when("orphanJobs", this::held)
                .when("strayJobs", this::held)
                .when("scan", this::held);
    }

    private Object held(Object[] arguments) throws InterruptedException {
        hold.await();
        return new Streamed<>(List.of());
    }

    @AfterEach
    void stop() throws Exception {
        hold.countDown();
        server.close();
    }

    private void ask(int id, String method) throws Exception {
        server.say("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"id\":" + id + "}");
    }

    private JsonNode answer() throws Exception {
        return READER.readTree(server.next());
    }

    @Test
    void scansDoNotHoldUpAQueryNorAPing() throws Exception {
        for (int id = 1; id <= 10; id++) {
            ask(id, id % 2 == 0 ? "get_orphan_jobs" : "x/scan");
        }
        ask(20, "get_experiments");
        assertThat(answer().path("id").asInt()).isEqualTo(20);
        ask(21, "x/ping");
        assertThat(answer().path("id").asInt()).isEqualTo(21);
    }

    @Test
    void aScanAndADeletionHoldUpNeitherAPingNorATailNorAKill() throws Exception {
        server.when("deleteExperiment", arguments -> {
                    hold.await();
                    return Map.of("success", true);
                })
                .when("killJob", arguments -> Map.of("success", true))
                .when("followLog", arguments -> Map.of("subscription", 1L));
        for (int id = 1; id <= 10; id++) {
            ask(id, "x/scan");
            ask(id + 10, "delete_experiment");
        }
        int id = 20;
        for (String method : List.of("x/ping", "x/log.follow", "kill_job", "get_experiments")) {
            ask(++id, method);
            assertThat(answer().path("id").asInt()).as(method).isEqualTo(id);
        }
    }

    @Test
    void aListThatReadsSlowlyDoesNotHoldUpWhatIsWritten() throws Exception {
        server.when("jobs", arguments -> new Streamed<>(() -> new SlowJobs(hold, 10)));
        ask(1, "get_jobs");
        ask(2, "get_experiments");
        assertThat(answer().path("id").asInt()).isEqualTo(2);
        server.send(new Notice.StateEvent(Samples.changed(1, Samples.JOB, "done")));
        assertThat(answer().path("method").asText()).isEqualTo("notification.state_event");
        hold.countDown();
        JsonNode jobs = answer();
        assertThat(jobs.path("id").asInt()).isEqualTo(1);
        assertThat(jobs.path("result")).hasSize(10);
    }

    @Test
    void aLongListIsReadAheadAsFarAsMemoryAllowsAndThenAsItIsWritten() throws Exception {
        hold.countDown();
        server.when("jobs", arguments -> new Streamed<>(() -> new SlowJobs(hold, 20_000)));
        ask(1, "get_jobs");
        assertThat(StrictMapper.answer().readTree(server.next()).path("result")).hasSize(20_000);
    }

    @Test
    void aRequestIsCancelledAtOnceThoughItsWorkGoesOn() throws Exception {
        var asked = new AtomicInteger();
        server.when("strayJobs", arguments -> {
            hold.await();
            CancelToken.current().check();
            asked.incrementAndGet();
            return new Streamed<>(List.of());
        });
        ask(7, "get_stray_jobs");
        ask(8, "get_orphan_jobs");
        server.say("{\"jsonrpc\":\"2.0\",\"method\":\"x/cancel\",\"params\":{\"id\":7}}");
        JsonNode answer = answer();
        assertThat(answer.path("id").asInt()).isEqualTo(7);
        assertThat(answer.at("/error/code").asInt()).isEqualTo(-32800);
        server.say("{\"jsonrpc\":\"2.0\",\"method\":\"x/cancel\",\"params\":{\"id\":99}}");
        server.say("{\"jsonrpc\":\"2.0\",\"method\":\"x/cancel\",\"params\":{}}");
        server.say("{\"jsonrpc\":\"2.0\",\"method\":\"x/cancel\"}");
        hold.countDown();
        assertThat(answer().path("id").asInt()).isEqualTo(8);
        ask(9, "x/ping");
        assertThat(answer().path("id").asInt()).isEqualTo(9);
        assertThat(asked).hasValue(0);
    }

    /** Jobs whose reading takes until a latch opens. */
    private record SlowJobs(CountDownLatch hold, Iterator<Integer> numbers) implements Iterator<Job> {
        SlowJobs(CountDownLatch hold, int count) {
            this(hold, IntStream.range(0, count).iterator());
        }

        @Override
        public boolean hasNext() {
            return numbers.hasNext();
        }

        @Override
        public Job next() {
            try {
                hold.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            numbers.next();
            return new JobFold(Samples.KEY).state(JobState.DONE).snapshot();
        }
    }

    /** Also of a list that is far too long for memory. */
    @Test
    void aListThatWaitsForTheDiskHoldsUpNoPing() throws Exception {
        server.when(
                "allJobs",
                arguments -> new Streamed<>(() -> IntStream.range(0, 30_000)
                        .mapToObj(number -> {
                            if (number == 29_000) {
                                awaitHold();
                            }
                            return String.valueOf(number).repeat(20);
                        })
                        .iterator()));
        ask(1, "get_all_jobs");
        ask(2, "x/ping");
        assertThat(answer().path("id").intValue()).isEqualTo(2);
        hold.countDown();
        JsonNode jobs = answer();
        assertThat(jobs.path("id").intValue()).isEqualTo(1);
        assertThat(jobs.path("result")).hasSize(30_000);
    }

    private void awaitHold() {
        try {
            hold.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
