package dev.xpm.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.deploy.AgentFiles;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.it.Needs;
import dev.xpm.it.Tool;
import dev.xpm.it.fault.FaultProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies on the host, whatever happens while it is installed. */
@Needs(Tool.SSHD)
class InstallIT {
    private static final Path WORKSPACE = Path.of("/ws");

    @TempDir
    private Path folder;

    private Account account;
    private StandInJava java;

    @BeforeEach
    void make() throws Exception {
        account = Account.create(folder);
        java = StandInJava.in(folder.toRealPath());
        account.enter(
                "",
                "exec env -i HOME='" + account.home() + "' PATH= XPM_NO_CDS=1 JAVA_HOME='" + java.home()
                        + "' /bin/sh -c");
    }

    @AfterEach
    void leave() {
        account.close();
    }

    @Test
    @Tag("A-D1")
    void twoClientsInstallAtTheSameMoment() throws Exception {
        AgentFiles agent = java.agent(1);
        ExecutorService clients = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 50; round++) {
                List<Future<?>> openings = new ArrayList<>();
                for (int client = 0; client < 2; client++) {
                    Callable<Void> opening = () -> {
                        visit(agent).open().close();
                        return null;
                    };
                    openings.add(clients.submit(opening));
                }
                for (Future<?> opening : openings) {
                    opening.get();
                }
                assertThat(account.installed()).containsExactly("agent-" + sha256(agent.jar()));
                account.forget();
            }
        } finally {
            clients.shutdown();
        }
        assertThat(java.ran()).hasSize(100).containsOnly(sha256(agent.jar()));
    }

    @Test
    @Tag("A-D2")
    void anUploadThatIsCutAtAnyByteLeavesNothingThatRuns() throws Exception {
        AgentFiles agent = java.agent(1);
        String hash = sha256(agent.jar());
        int lost = 0;
        try (var proxy = FaultProxy.to(account.host().port())) {
            Visit visit = visit(agent).port(proxy.port());
            visit.open().close();
            long all = proxy.up();
            account.forget();
            for (int offset = 0; offset < 100; offset++) {
                proxy.cutUpAfter(all * offset / 100);
                if (catchThrowableOfType(
                                MonitorException.class, () -> visit.open().close())
                        != null) {
                    lost++;
                }
                for (String name : account.installed()) {
                    if (name.startsWith("agent-")) {
                        assertThat(name).isEqualTo("agent-" + hash);
                        Path jar = account.cache().resolve(name).resolve("agent.jar");
                        assertThat(!Files.exists(jar) || sha256(jar).equals(hash))
                                .isTrue();
                    }
                }
                if (offset % 10 == 9) {
                    proxy.cutNothing();
                    visit.open().close();
                    account.forget();
                }
            }
        }
        assertThat(lost).isGreaterThan(80);
        assertThat(java.ran()).hasSizeGreaterThan(10).containsOnly(hash);
    }

    @Test
    void oldVersionsGoButForTheOneBeforeAndThoseThatRun() throws Exception {
        List<String> names = new ArrayList<>();
        for (int version = 0; version < 5; version++) {
            names.add("agent-" + sha256(java.agent(version).jar()));
        }
        try (AgentSession running = visit(java.agent(0)).open()) {
            for (int version = 1; version < 5; version++) {
                visit(java.agent(version)).open().close();
                // An agent that has not left yet is in use.
                Awaitility.await().until(() -> account.running() <= 1);
            }
            Awaitility.await().untilAsserted(() -> assertThat(account.installed())
                    .containsExactlyInAnyOrder(names.get(0), names.get(3), names.get(4)));
            assertThat(running.endReason()).isNull();
        }
        Awaitility.await().until(() -> account.running() == 0);
        visit(java.agent(5)).open().close();
        Awaitility.await().untilAsserted(() -> assertThat(account.installed())
                .containsExactlyInAnyOrder(
                        names.get(4), "agent-" + sha256(java.agent(5).jar())));
    }

    @Test
    @Tag("A-D4")
    void anAgentWithFewerCapabilitiesServesAsWell() throws Exception {
        try (AgentSession session = visit(java.agent(1)).open()) {
            assertThat(session.server().extensions()).isEmpty();
            assertThat(session.client().experiments(false).get().items()).isEmpty();
        }
    }

    private Visit visit(AgentFiles agent) {
        return new Visit(account.host(), WORKSPACE).files(agent);
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }
}
