package dev.xpm.it.benchmark;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.Launch;
import dev.xpm.client.connect.RemoteLauncher;
import dev.xpm.client.connect.SessionLimits;
import dev.xpm.client.connect.SessionRequest;
import dev.xpm.client.connect.SshHost;
import dev.xpm.client.connect.SshOptions;
import dev.xpm.client.connect.deploy.AgentFiles;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.it.Deaf;
import dev.xpm.it.Nobody;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.Listing;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * One connection in a fresh JVM: arguments are host, workspace, ssh configuration file, command of the agent (or
 * {@code deploy:} and the jar to bring), and how often to connect. Prints for each the seconds from connecting to the
 * experiment list and the jobs of its first experiment. Driven by {@code bench/connect.py}.
 */
final class ConnectOnce {
    private static final String DEPLOY = "deploy:";

    private ConnectOnce() {}

    public static void main(String[] arguments) throws Exception {
        var destination =
                new Destination.Ssh(SshHost.parse(arguments[0]), SshOptions.parse(List.of("-F", arguments[2])));
        var request = new SessionRequest(
                destination, arguments[1], launch(arguments[3]), null, SessionLimits.DEFAULT, new Nobody(), new Deaf());
        for (int round = 0; round < Integer.parseInt(arguments[4]); round++) {
            connect(request);
        }
    }

    private static Launch launch(String text) throws MonitorException {
        return text.startsWith(DEPLOY)
                ? new Launch.Deploy(new AgentFiles(Path.of(text.substring(DEPLOY.length()))))
                : new Launch.Command(RemoteLauncher.custom(text));
    }

    private static void connect(SessionRequest request) throws Exception {
        long start = System.nanoTime();
        try (AgentSession session = AgentSession.begin(request)) {
            var list = session.client().experiments(false);
            session.await();
            Listing<Experiment> experiments = list.get();
            Experiment first = experiments.items().stream()
                    .min(Comparator.comparing(Experiment::id))
                    .orElseThrow();
            int jobs =
                    session.client().jobs(first.id(), null, false).get().items().size();
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    Locale.ROOT, "%.4f %d %d%n", seconds, experiments.items().size(), jobs);
        }
    }
}
