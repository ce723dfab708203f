package dev.xpm.agent.watch;

import static dev.xpm.agent.workspace.TestWorkspace.live;
import static dev.xpm.agent.workspace.TestWorkspace.progress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The same as with notifications, without a single one. Source: workspace-format.md 7.2.6. */
class PollingWatcherTest extends WorkspaceWatcherTest {
    private Duration interval = Duration.ofMillis(100);

    @Override
    WatchOptions options() {
        return new WatchOptions(false, interval);
    }

    @Test
    void anActiveFileIsFollowedThroughItsRotationBetweenTwoLooks() throws Exception {
        interval = Duration.ofSeconds(2);
        workspace.write(live("9c41", 0), progress(1, "9c41", 0.1));
        watch();
        workspace.append(live("9c41", 0), progress(2, "9c41", 0.2));
        await().untilAsserted(() -> assertThat(progressTold()).containsExactly(0.2));
        for (int i = 3; i < 10; i++) {
            double fraction = i / 10.0;
            workspace.append(live("9c41", i / 5), progress(i, "9c41", fraction));
            await().untilAsserted(() -> assertThat(progressTold()).endsWith(fraction));
        }
    }
}
