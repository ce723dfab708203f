package dev.xpm.client.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xpm.client.problem.MonitorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DemoTest {
    @Test
    void playsWithRealProcessesAndPutsEverythingAway() throws Exception {
        Path directory;
        long pid;
        try (Demo demo = new Demo(Clock.systemUTC())) {
            demo.start();
            Path workspace = Path.of(demo.workspace());
            directory = workspace.getParent();
            Path job = workspace
                    .resolve("jobs/reader.data.prepare")
                    .resolve(SampleExperiment.sweep(0).jobs().get(0).id());
            Path pidFile = job.resolve("prepare.pid");
            Awaitility.await().until(() -> Files.exists(pidFile) && Files.size(pidFile) > 0);
            Matcher number = Pattern.compile("\"pid\": ([0-9]+)").matcher(Files.readString(pidFile));
            assertThat(number.find()).isTrue();
            pid = Long.parseLong(number.group(1));
            assertThat(ProcessHandle.of(pid)).isPresent();
            Path cwd = Path.of("/proc/" + pid + "/cwd");
            if (Files.exists(cwd)) {
                assertThat(cwd.toRealPath()).isEqualTo(job);
            }
            assertThat(workspace.resolve("experiments"))
                    .isDirectoryContaining("glob:**/{baseline,ablation,reader-sweep}");
            assertThat(demo.host()).isEqualTo("demo@127.0.0.1");
        }

        assertThat(directory).doesNotExist();
        Awaitility.await()
                .until(() ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        Awaitility.await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("xpm-demo")));
    }

    @Test
    void mayBeClosedTwice() throws Exception {
        var demo = new Demo(Clock.systemUTC());
        demo.start();
        Path directory = Path.of(demo.workspace()).getParent();
        demo.close();
        demo.close();

        assertThat(directory).doesNotExist();
    }

    @Test
    void doesNotBeginAfterItsEnd() {
        var demo = new Demo(Clock.systemUTC());
        demo.close();

        assertThatThrownBy(demo::start).isInstanceOf(MonitorException.class);
    }
}
