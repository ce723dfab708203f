package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.it.host.ContainerSshdHost;
import dev.xpm.it.host.RequiresDocker;
import dev.xpm.it.workspace.Fixture;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over sshd in a container that has nothing of ours but the agent's jar. */
@RequiresDocker
@Needs(Tool.PYTHON)
class SshContainerIT {
    private static final Path AGENT_JAR = Program.root().resolve("remote-agent/target/xpm-agent.jar");

    @TempDir
    private Path folder;

    @Test
    void theJarIsAllThatABareHostNeeds() throws Exception {
        Path workspace = new Fixture("finished").unpack(folder);
        try (var host = ContainerSshdHost.start(folder, AGENT_JAR)) {
            host.copyIn(workspace, "/home/xp/finished");
            var launcher = List.of("java", "-jar", ContainerSshdHost.AGENT);
            try (var client = MirrorClient.open(host, "~/finished", launcher)) {
                assertThat(client.session().server().workspacePath().raw()).isEqualTo("/home/xp/finished");
                client.await("three experiments", it -> it.experiments().size() == 3);
                client.show("grid-search");
                client.await("jobs", it -> !it.jobs("grid-search").isEmpty());
                assertThat(client.jobs("grid-search").values()).contains("done");
            }
        }
    }
}
