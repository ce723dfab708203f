package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, as a user and as a remote shell call it. */
class LauncherIT {
    private static final String HANDSHAKE = "{\"jsonrpc\": \"2.0\", \"method\": \"get_sync_info\", \"id\": 1}\n";

    @TempDir
    Path temporary;

    private Path workspace;
    private Path cache;

    @BeforeEach
    void makeWorkspace() throws IOException {
        workspace = Files.createDirectory(temporary.toRealPath().resolve("my workspace"));
        Files.createFile(workspace.resolve(".__experimaestro__"));
        cache = temporary.resolve("my cache");
    }

    @Test
    void startsTheAgentWithNothingElseOnStdout() throws IOException {
        assertAnswers(agent(Program.launcher()).run());
    }

    @Test
    void worksThroughLinksAndWithBlanksInItsPath() throws IOException {
        Path home = Files.createDirectory(temporary.resolve("a b"));
        Files.copy(Program.launcher(), home.resolve("xpm"));
        Files.copy(Program.root().resolve("remote-agent/target/xpm-agent.jar"), home.resolve("xpm-agent.jar"));
        Files.copy(
                Program.root().resolve("remote-agent/src/main/resources/xpm-agent.sh"), home.resolve("xpm-agent.sh"));
        Path relative = Files.createSymbolicLink(temporary.resolve("relative"), Path.of("a b/xpm"));
        Path absolute = Files.createSymbolicLink(temporary.resolve("absolute"), relative.toAbsolutePath());
        assertAnswers(agent(absolute).run());
    }

    @Test
    void makesOneArchiveOfClassesInTheCacheAndUsesIt() throws IOException {
        Program program = agent(Program.launcher()).with("XPM_NO_CDS", "");
        Process first = program.start();
        Process second = program.start();
        for (Process process : List.of(first, second)) {
            process.getOutputStream().write(HANDSHAKE.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("\"protocol_version\":\"2.0\"");
        }
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(
                        () -> assertThat(archives()).singleElement().asString().endsWith(".jsa"));
        var result = program.with("XPM_AGENT_OPTS", "-Xshare:on -Xlog:class+load:stderr")
                .run();
        assertAnswers(result);
        assertThat(result.err())
                .containsPattern("dev.xpm.agent.workspace.WorkspaceQueries source: shared objects file \\(top\\)");
        try (Stream<Path> files = Files.list(workspace)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void doesWithoutACacheThatCannotBeWritten() throws IOException {
        Files.createFile(cache);
        assertAnswers(agent(Program.launcher()).with("XPM_NO_CDS", "").run());
    }

    @Test
    void prefersTheJavaThatItIsTold() throws IOException {
        Path java = fakeJava("new", "21.0.1");
        var result = agent(Program.launcher()).with("XPM_JAVA", java.toString()).run();
        assertThat(result.out()).startsWith("fake java 21.0.1:").contains("xpm-agent.jar");
        result = agent(Program.launcher())
                .with("JAVA_HOME", java.getParent().getParent().toString())
                .with("XPM_JAVA", "")
                .run();
        assertThat(result.out()).startsWith("fake java 21.0.1:");
    }

    @Test
    void passesOverAJavaThatIsTooOldWithoutStartingIt() throws IOException {
        Path old = fakeJava("old", "11.0.2");
        var result = agent(Program.launcher())
                .with("JAVA_HOME", old.getParent().getParent().toString())
                .with("XPM_JAVA", "")
                .run();
        assertAnswers(result);
    }

    @Test
    void saysWhichJavaIsTooOld() throws IOException {
        Path old = fakeJava("old", "1.8.0_292");
        var result = agent(Program.launcher()).with("XPM_JAVA", old.toString()).run();
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.errLines()).containsExactly("error: XPM_JAVA is no Java 17 or newer: " + old);
    }

    private Program agent(Path launcher) {
        return Program.of(launcher.toString(), "experiments", "--workdir", workspace.toString(), "monitor-server")
                .with("XDG_CACHE_HOME", cache.toString())
                // Made in the background, it could outlive a test.
                .with("XPM_NO_CDS", "1")
                .with(
                        "XPM_JAVA",
                        Path.of(System.getProperty("java.home"), "bin/java").toString())
                .input(HANDSHAKE);
    }

    private void assertAnswers(Program.Result result) {
        assertThat(result.exit()).isZero();
        assertThat(result.outLines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"id\":1", "\"workspace_path\":\"" + workspace + "\""),
                        line -> assertThat(line).contains("notification.shutdown"));
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(cache.resolve("xpm/classes"))) {
            return files.toList();
        }
    }

    /** A home whose program only tells that it was called. */
    private Path fakeJava(String name, String version) throws IOException {
        Path home = Files.createDirectories(temporary.resolve(name));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\ncat >/dev/null\necho \"fake java " + version + ": $*\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        return java.toRealPath();
    }
}
