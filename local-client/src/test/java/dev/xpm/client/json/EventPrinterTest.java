package dev.xpm.client.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.workspace.ExperimentId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EventPrinterTest {
    private static WorkspaceEvent updated(int number) {
        return new WorkspaceEvent.ExperimentUpdated(0, new ExperimentId("xp" + number));
    }

    @Test
    @Tag("P27")
    void writesAllEventsInOrderAndNothingElse() {
        var out = new ByteArrayOutputStream();
        try (var printer = new EventPrinter(out, EventFormat.TEXT, true, ZoneOffset.UTC)) {
            for (int i = 0; i < 3 * EventPrinter.CAPACITY; i++) {
                printer.print(updated(i), "");
            }
        }

        String[] lines = out.toString(StandardCharsets.UTF_8).split("\n", -1);
        assertThat(lines).hasSize(3 * EventPrinter.CAPACITY + 1);
        for (int i = 0; i < 3 * EventPrinter.CAPACITY; i++) {
            assertThat(lines[i]).isEqualTo("[00:00:00] ExperimentUpdatedEvent: experiment=xp" + i);
        }
    }

    @Test
    void leavesOutProgressOnDemandAndOnlyThat() {
        var out = new ByteArrayOutputStream();
        try (var printer = new EventPrinter(out, EventFormat.TEXT, false, ZoneOffset.UTC)) {
            printer.print(new WorkspaceEvent.JobProgress(0, null, null, 0, 0.5, null), "");
            printer.print(updated(1), "");
        }

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("xp1");
    }

    @Test
    void showsALineWithoutWaitingForTheNext() throws IOException {
        var in = new PipedInputStream();
        try (var out = new PipedOutputStream(in);
                var printer = new EventPrinter(out, EventFormat.TEXT, true, ZoneOffset.UTC)) {
            printer.print(updated(1), "");
            Awaitility.await().until(() -> in.available() > 0);
        }
    }

    @Test
    void endsWhenNobodyReadsAnyMore() {
        var closedPipe = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        try (var printer = new EventPrinter(closedPipe, EventFormat.TEXT, true, ZoneOffset.UTC)) {
            printer.print(updated(1), "");
            assertThat(printer.finished()).succeedsWithin(5, TimeUnit.SECONDS);
            for (int i = 0; i < 2 * EventPrinter.CAPACITY; i++) {
                printer.print(updated(i), "");
            }
        }
    }
}
