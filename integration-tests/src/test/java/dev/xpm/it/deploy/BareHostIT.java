package dev.xpm.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.xpm.client.connect.deploy.AgentFiles;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.it.Program;
import dev.xpm.it.host.ContainerSshdHost;
import dev.xpm.it.host.RequiresDocker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our agent on a host without Java, which gets the one that the build has packed. */
@RequiresDocker
class BareHostIT {
    private static final Path WORKSPACE = Path.of("/home/xp/ws");
    private static final String CACHE = "/home/xp/.cache";
    private static final String INSTALLED = CACHE + "/xpm-monitor";

    @TempDir
    private Path folder;

    @Test
    @Tag("A-D5")
    @Tag("A-N6")
    void aHostWithNothingButSshdAndAShellIsEnough() throws Exception {
        try (var host = ContainerSshdHost.startBare(folder, Map.of())) {
            var visit = new Visit(host, WORKSPACE);
            visit.open().close();
            assertThat(visit.stages)
                    .anyMatch(stage -> stage.startsWith("uploading a Java runtime"))
                    .anyMatch(stage -> stage.startsWith("uploading our agent"));
            assertThat(visit.lines).isEmpty();
            assertThat(host.log()).contains("Starting session: subsystem 'sftp'");
            assertThat(list(host, INSTALLED))
                    .satisfiesExactly(name -> assertThat(name).startsWith("agent-"), name -> assertThat(name)
                            .startsWith("runtime-"));

            visit.open().close();
            assertThat(visit.stages).noneMatch(stage -> stage.startsWith("uploading"));

            // The archives of classes, made in the background; the second is what the runtime itself lacks.
            String agent = INSTALLED + "/" + list(host, INSTALLED).get(0);
            String runtime = INSTALLED + "/" + list(host, INSTALLED).get(1);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> list(host, agent).stream().anyMatch(name -> name.endsWith(".jsa"))
                            && list(host, runtime + "/lib/server").contains("classes.jsa"));
            visit.open().close();
            assertThat(visit.lines).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    home does not run programs | rw,noexec,uid=1000            | rw,exec,mode=1777
                    home cannot be written     | ro,exec,uid=1000              | rw,exec,mode=1777
                    home is full               | rw,exec,uid=1000,size=8m      | rw,exec,mode=1777
                    """)
    @Tag("A-R15")
    void anotherDirectoryServesWhere(String what, String home, String temporary) throws Exception {
        try (var host = ContainerSshdHost.startBare(folder, Map.of(CACHE, home, "/tmp", temporary))) {
            var visit = new Visit(host, WORKSPACE);
            visit.open().close();
            visit.open().close();
            assertThat(visit.stages).noneMatch(stage -> stage.startsWith("uploading"));
            assertThat(list(host, "/tmp/xpm-monitor-1000")).anyMatch(name -> name.startsWith("runtime-"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    rw,noexec,mode=1777       | NO_EXEC    | runs no program from
                    ro,exec,mode=1777         | READ_ONLY  | Read-only file system
                    rw,exec,mode=1777,size=8m | DISK_FULL  | has no room for the agent
                    """)
    @Tag("A-R15")
    void saysWhatIsWrongWhereEveryDirectoryIs(String options, Problem expected, String text) throws Exception {
        var mounts = new HashMap<String, String>();
        List.of(CACHE, "/tmp", "/var/tmp").forEach(directory -> mounts.put(directory, options));
        try (var host = ContainerSshdHost.startBare(folder, mounts)) {
            var visit = new Visit(host, WORKSPACE);

            MonitorException problem = catchThrowableOfType(MonitorException.class, visit::open);

            assertThat(problem.problem()).isEqualTo(expected);
            assertThat(problem.sentence()).contains(text);
        }
    }

    @Test
    @Tag("A-R15")
    void saysSoWhereNothingMayBeWritten() throws Exception {
        try (var host = ContainerSshdHost.startBare(folder, Map.of())) {
            host.run("chown", "root", CACHE);
            host.run("chmod", "755", "/tmp", "/var/tmp");

            MonitorException problem =
                    catchThrowableOfType(MonitorException.class, () -> new Visit(host, WORKSPACE).open());

            assertThat(problem.problem()).isEqualTo(Problem.PERMISSION);
            assertThat(problem.sentence()).contains("Permission denied");
        }
    }

    @Test
    @Tag("A-P12")
    void aDirectoryThatSomebodyElseMadeReadyInTheTemporaryOneIsNotUsed() throws Exception {
        try (var host = ContainerSshdHost.startBare(folder, Map.of())) {
            host.run("chown", "root", CACHE);
            host.run("mkdir", "-m", "777", "/tmp/xpm-monitor-1000");

            new Visit(host, WORKSPACE).open().close();

            assertThat(list(host, "/tmp/xpm-monitor-1000")).isEmpty();
            assertThat(list(host, "/var/tmp/xpm-monitor-1000")).hasSize(2);
        }
    }

    @Test
    @Tag("A-P14")
    void anArchiveWithClimbingNamesIsNotUnpacked() throws Exception {
        Path jar = Files.copy(Visit.FILES.jar(), folder.resolve("xpm-agent.jar"));
        Path evil = Files.writeString(folder.resolve("evil"), "evil");
        Program.Result packed = Program.of(
                        "tar",
                        "-C",
                        folder.toString(),
                        "-P",
                        "--transform=s,^evil,lib/../../../evil,",
                        "-czf",
                        folder.resolve("xpm-runtime-linux-x64.tar.gz").toString(),
                        evil.getFileName().toString())
                .run();
        assertThat(packed.exit()).isZero();
        try (var host = ContainerSshdHost.startBare(folder, Map.of())) {
            var visit = new Visit(host, WORKSPACE).files(new AgentFiles(jar));

            MonitorException problem = catchThrowableOfType(MonitorException.class, visit::open);

            assertThat(problem.problem()).isEqualTo(Problem.DAMAGED_UPLOAD);
            assertThat(problem.sentence()).contains("lib/../../../evil");
            assertThat(host.run("find", "/home/xp", "-name", "evil").getStdout())
                    .isEmpty();
            assertThat(list(host, INSTALLED)).isEmpty();
        }
    }

    @Test
    @Tag("A-D6")
    @Tag("A-R15")
    void limitsOfTheHostAreEnoughOrNamed() throws Exception {
        try (var host = ContainerSshdHost.startBare(folder, Map.of())) {
            var visit = new Visit(host, WORKSPACE);
            // In dash, -p is what -u is elsewhere.
            visit.shellInit("ulimit -v 1500000; ulimit -p 50").open().close();
            visit.open().close();

            visit.shellInit("ulimit -v 300000");
            assertThat(catchThrowableOfType(MonitorException.class, visit::open).problem())
                    .isEqualTo(Problem.MEMORY_LIMIT);
            visit.shellInit("ulimit -p 1");
            assertThat(catchThrowableOfType(MonitorException.class, visit::open).problem())
                    .isEqualTo(Problem.PROCESS_LIMIT);
        }
    }

    private static List<String> list(ContainerSshdHost host, String directory) throws IOException {
        return host.run("ls", directory).getStdout().lines().sorted().toList();
    }
}
