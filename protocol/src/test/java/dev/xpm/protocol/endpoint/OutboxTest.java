package dev.xpm.protocol.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xpm.protocol.codec.EventCodec;
import dev.xpm.protocol.codec.Notice;
import dev.xpm.protocol.codec.StrictMapper;
import dev.xpm.protocol.event.Samples;
import dev.xpm.protocol.event.Subscribed;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.frame.FrameWriter;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.LogSlice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What happens to messages when the peer reads slowly, or not at all. Source: protocol.md 1.10. */
@Tag("A-R10")
class OutboxTest {
    private final Gate gate = new Gate();
    private final AtomicInteger broken = new AtomicInteger();

    @Test
    void ofProgressAndCarbonOnlyTheNewestStays() throws Exception {
        Outbox outbox = outbox(event -> List.of(Samples.SWEEP));
        for (int number = 0; number < 15_000; number++) {
            outbox.notice(notice(Samples.progress(number, new JobId("j" + number % 3), number % 2, 0.5)));
        }
        List<WorkspaceEvent> written = release(outbox);
        assertThat(written).hasSizeLessThan(2_100);
        for (int last = 14_994; last < 15_000; last++) {
            assertThat(written).contains(Samples.progress(last, new JobId("j" + last % 3), last % 2, 0.5));
        }
    }

    @Test
    void noChangeOfStateIsLostWhileProgressIsMerged() throws Exception {
        Outbox outbox = outbox(event -> List.of(Samples.SWEEP));
        var states = new ArrayList<WorkspaceEvent>();
        for (int number = 0; number < 12_000; number++) {
            outbox.notice(notice(Samples.progress(number, new JobId("j" + number), 0, 0.5)));
            WorkspaceEvent state = number % 2 == 0
                    ? Samples.changed(number, new JobId("j" + number), "done")
                    : Samples.scheduled(number, new JobId("j" + number), "done");
            if (number % 4 == 0) {
                states.add(state);
                outbox.notice(notice(state));
            }
            outbox.notice(notice(Samples.progress(number, new JobId("same"), 0, 0.5)));
        }
        assertThat(release(outbox)).containsSubsequence(states);
    }

    @Test
    void beyondTheBoundEachExperimentIsReadAnewAndMessagesForTheUserStay() throws Exception {
        var other = new ExperimentId("other");
        Outbox outbox = outbox(event -> List.of(event.timestamp() % 2 == 0 ? Samples.SWEEP : other));
        var warning = new WorkspaceEvent.WarningRaised(1, Samples.warning());
        outbox.notice(notice(warning));
        for (int number = 0; number < 50_000; number++) {
            outbox.notice(notice(Samples.changed(number, new JobId("j" + number), "done")));
        }
        List<WorkspaceEvent> written = release(outbox);
        assertThat(written).hasSizeLessThan(25_000).contains(warning);
        assertThat(written.stream()
                        .filter(WorkspaceEvent.ExperimentUpdated.class::isInstance)
                        .map(event -> ((WorkspaceEvent.ExperimentUpdated) event).experiment()))
                .contains(Samples.SWEEP, other)
                .hasSizeLessThan(10);
    }

    @Test
    void eventsOfNobodyKnownBecomeAnUpdateOfEverything() throws Exception {
        Outbox outbox = outbox(event -> List.of());
        for (int number = 0; number < 30_000; number++) {
            outbox.notice(notice(Samples.changed(number, new JobId("j" + number), "done")));
        }
        assertThat(release(outbox).stream().filter(WorkspaceEvent.ExperimentUpdated.class::isInstance))
                .isNotEmpty()
                .allMatch(event -> ((WorkspaceEvent.ExperimentUpdated) event).experiment() == null);
    }

    @Test
    void nothingFollowsTheShutdown() throws Exception {
        Outbox outbox = outbox(event -> List.of());
        outbox.notice(new Notice.Shutdown("server_shutdown", null, null));
        outbox.answer(out -> out.write("{\"late\":true}".getBytes(StandardCharsets.UTF_8)));
        outbox.notice(notice(new WorkspaceEvent.ExperimentUpdated(1, Samples.SWEEP)));
        gate.open.countDown();
        assertThat(outbox.close(Duration.ofSeconds(30))).isTrue();
        assertThat(gate.lines()).singleElement().asString().contains("notification.shutdown");
    }

    @Test
    void updatesOfOneExperimentAreMerged() throws Exception {
        Outbox outbox = outbox(event -> List.of());
        for (int number = 0; number < 10_000; number++) {
            outbox.notice(notice(new WorkspaceEvent.ExperimentUpdated(number, Samples.SWEEP)));
        }
        assertThat(release(outbox))
                .hasSizeLessThan(2_100)
                .last()
                .isEqualTo(new WorkspaceEvent.ExperimentUpdated(9_999, Samples.SWEEP));
    }

    @Test
    void aReaderThatStallsIsBehindAfterAFewMegabytesOfLogs() throws Exception {
        Outbox outbox = outbox(event -> List.of());
        assertThat(outbox.isBehind()).isFalse();
        int pieces = 0;
        while (!outbox.isBehind()) {
            var slice = new LogSlice(0, 1 << 20, 1 << 20, 1.0, "f", true, false, 0, Samples.text("x"));
            outbox.notice(new Notice.LogData(1, slice));
            pieces++;
        }
        assertThat(pieces).isLessThan(5);
        gate.open.countDown();
        await().until(() -> !outbox.isBehind());
        assertThat(outbox.close(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void whoSubscribedIsToldWhatToReadAnewAndTheNumbersHaveNoGap() throws Exception {
        var other = new ExperimentId("other");
        Outbox outbox = outbox(event -> List.of(event.timestamp() % 2 == 0 ? Samples.SWEEP : other));
        Subscribed subscribed = outbox.subscribe(Duration.ZERO, Duration.ZERO, null);
        for (int number = 0; number < 70_000; number++) {
            outbox.notice(notice(Samples.changed(number, new JobId("j" + number), "done")));
        }
        gate.open.countDown();
        assertThat(outbox.close(Duration.ofSeconds(30))).isTrue();
        long seq = subscribed.position().seq();
        int resyncs = 0;
        for (String line : gate.lines()) {
            JsonNode message = StrictMapper.answer().readTree(line);
            assertThat(message.at("/params/epoch").asText())
                    .isEqualTo(subscribed.position().epoch());
            if (message.path("method").asText().equals("x/resync")) {
                resyncs++;
                assertThat(message.at("/params/experiments"))
                        .extracting(JsonNode::asText)
                        .containsExactlyInAnyOrder("sweep", "other");
                assertThat(message.at("/params/seq").asLong()).isEqualTo(seq);
            } else {
                assertThat(message.at("/params/seq").asLong()).isEqualTo(++seq);
                assertThat(message.at("/params/event_type").asText()).isEqualTo("JobStateChangedEvent");
            }
        }
        assertThat(resyncs).isEqualTo(1);
        assertThat(outbox.position().seq()).isEqualTo(seq);
    }

    @Test
    void answersAreNeverMerged() throws Exception {
        Outbox outbox = outbox(event -> List.of());
        for (int number = 0; number < 5_000; number++) {
            outbox.answer(out -> out.write("{\"id\":1}".getBytes(StandardCharsets.UTF_8)));
            outbox.notice(notice(Samples.progress(number, Samples.JOB, 0, 0.5)));
        }
        gate.open.countDown();
        assertThat(outbox.close(Duration.ofSeconds(30))).isTrue();
        assertThat(gate.lines().stream().filter("{\"id\":1}"::equals)).hasSize(5_000);
    }

    @Test
    void aReaderThatNeverReadsDoesNotHoldTheEnd() throws Exception {
        Outbox outbox = outbox(event -> List.of());
        outbox.notice(notice(Samples.progress(1, Samples.JOB, 0, 0.5)));
        assertThat(outbox.close(Duration.ofMillis(50))).isFalse();
        gate.open.countDown();
    }

    @Test
    void aBrokenStreamIsReportedOnceAndEndsTheQueue() throws Exception {
        gate.fail = true;
        gate.open.countDown();
        Outbox outbox = outbox(event -> List.of());
        for (int number = 0; number < 10; number++) {
            outbox.notice(notice(Samples.progress(number, Samples.JOB, 0, 0.5)));
        }
        await().until(() -> broken.get() == 1);
        assertThat(outbox.close(Duration.ofSeconds(10))).isFalse();
        assertThat(broken).hasValue(1);
    }

    private Outbox outbox(java.util.function.Function<WorkspaceEvent, Collection<ExperimentId>> affected) {
        return new Outbox(new FrameWriter(gate), affected, broken::incrementAndGet, "outbox-under-test");
    }

    private static Notice notice(WorkspaceEvent event) {
        return new Notice.StateEvent(event);
    }

    private List<WorkspaceEvent> release(Outbox outbox) throws Exception {
        gate.open.countDown();
        assertThat(outbox.close(Duration.ofSeconds(30))).isTrue();
        var events = new ArrayList<WorkspaceEvent>();
        for (String line : gate.lines()) {
            JsonNode params = StrictMapper.answer().readTree(line).path("params");
            events.add(EventCodec.read(params.path("event_type").textValue(), params.path("data")));
        }
        return events;
    }

    /** A stream that takes nothing until it is opened. */
    private static final class Gate extends OutputStream {
        final CountDownLatch open = new CountDownLatch(1);
        volatile boolean fail;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(int unit) throws IOException {
            write(new byte[] {(byte) unit}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (fail) {
                throw new IOException("broken pipe");
            }
            synchronized (bytes) {
                bytes.write(source, offset, length);
            }
        }

        List<String> lines() {
            synchronized (bytes) {
                return bytes.toString(StandardCharsets.UTF_8).lines().toList();
            }
        }
    }
}
