package dev.xpm.it.deploy;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.Launch;
import dev.xpm.client.connect.Prompter;
import dev.xpm.client.connect.SessionLimits;
import dev.xpm.client.connect.SessionListener;
import dev.xpm.client.connect.SessionRequest;
import dev.xpm.client.connect.SshHost;
import dev.xpm.client.connect.SshOptions;
import dev.xpm.client.connect.deploy.AgentFiles;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.it.Program;
import dev.xpm.it.host.TestHost;
import dev.xpm.protocol.event.WorkspaceEvent;
import dev.xpm.protocol.text.UntrustedText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One user's visits to a host: opens sessions with our agent, and keeps what was said meanwhile. */
final class Visit {
    /** The agent of this build. */
    static final AgentFiles FILES = new AgentFiles(Program.root().resolve("remote-agent/target/xpm-agent.jar"));

    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<String> stages = new CopyOnWriteArrayList<>();

    private final TestHost host;
    private final Path workspace;
    private final List<String> options = new ArrayList<>();
    private Launch launch = new Launch.Deploy(FILES);
    private Duration limit = Duration.ofMinutes(1);
    private @Nullable String shellInit;

    Visit(TestHost host, Path workspace) {
        this.host = host;
        this.workspace = workspace;
        options.addAll(host.options());
    }

    Visit shellInit(@Nullable String text) {
        shellInit = text;
        return this;
    }

    Visit limit(Duration value) {
        limit = value;
        return this;
    }

    Visit launch(Launch value) {
        launch = value;
        return this;
    }

    Visit files(AgentFiles files) {
        return launch(new Launch.Deploy(files));
    }

    /** Goes through another port, of a proxy. */
    Visit port(int port) {
        options.add(0, "-p " + port);
        options.add(1, "-o HostKeyAlias=host-behind-proxy");
        options.add(2, "-o StrictHostKeyChecking=no");
        options.add(3, "-o UserKnownHostsFile=/dev/null");
        return this;
    }

    /** Opens a session and asks for the experiments, so that the agent is seen to work. */
    AgentSession open() throws Exception {
        lines.clear();
        stages.clear();
        var request = new SessionRequest(
                new Destination.Ssh(SshHost.parse(host.destination()), SshOptions.parse(options)),
                workspace.toString(),
                launch,
                shellInit,
                new SessionLimits(limit, Duration.ofMinutes(1)),
                new Stages(),
                new Ear());
        AgentSession session = AgentSession.open(request);
        try {
            session.client().experiments(false).get();
            return session;
        } catch (Exception e) {
            session.close();
            throw e;
        }
    }

    private final class Stages implements Prompter {
        @Override
        public @Nullable List<char[]> ask(String title, List<Question> questions) {
            return null;
        }

        @Override
        public boolean confirm(String title, List<String> lines) {
            return false;
        }

        @Override
        public void status(String line) {
            stages.add(line);
        }
    }

    private final class Ear implements SessionListener {
        @Override
        public void onEvent(WorkspaceEvent event) {}

        @Override
        public void onRemoteLine(UntrustedText line) {
            lines.add(line.raw());
        }

        @Override
        public void onEnd(MonitorException reason) {}
    }
}
