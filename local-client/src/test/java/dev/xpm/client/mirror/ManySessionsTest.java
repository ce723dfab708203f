package dev.xpm.client.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xpm.client.connect.HurriedTime;
import dev.xpm.client.connect.PipedSession;
import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.RunId;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A client that is left open for days loses its session many times; nothing of the lost ones may stay. */
@Tag("A-R18")
class ManySessionsTest {
    private static final int SESSIONS = 60;

    @Test
    void lostSessionsLeaveNoThreadBehind() throws Exception {
        var workspace = new ScriptedWorkspace();
        workspace.experiments =
                List.of(new ExperimentFold(new ExperimentId("sweep"), new RunId("20260301_101500")).snapshot());
        var source = new Source(SourceId.ONLY, UntrustedText.of("host"), UntrustedText.of("/ws"));
        try (var mirror = new WorkspaceMirror(source, new HurriedTime("xpm-mirror", Clock.systemUTC()))) {
            lose(workspace, mirror);
            Set<Thread> before = threads();
            for (int number = 0; number < SESSIONS; number++) {
                lose(workspace, mirror);
            }
            await().untilAsserted(() -> assertThat(threads()).hasSizeLessThanOrEqualTo(before.size() + 2));
            assertThat(mirror.state().experiments().isKnown()).isTrue();
        }
    }

    private static void lose(ScriptedWorkspace workspace, WorkspaceMirror mirror) throws Exception {
        try (var session = new PipedSession(workspace, mirror)) {
            mirror.attach(session.session());
            await().until(() -> mirror.state().experiments().isKnown());
            session.kill(1);
            session.session().end().join();
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        thread.getName().startsWith("xpm-") || thread.getName().startsWith("piped-"))
                .collect(Collectors.toSet());
    }
}
