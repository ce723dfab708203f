package dev.xpm.it.benchmark;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.Launch;
import dev.xpm.client.connect.SessionLimits;
import dev.xpm.client.connect.SessionRequest;
import dev.xpm.client.connect.SshHost;
import dev.xpm.client.connect.SshOptions;
import dev.xpm.client.connect.TransportChoice;
import dev.xpm.client.pull.FilePuller;
import dev.xpm.client.pull.PullReport;
import dev.xpm.client.pull.Wanted;
import dev.xpm.it.Deaf;
import dev.xpm.it.Nobody;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Copies the jobs of a workspace into an empty cache, over one open session, each time when a line comes in. Arguments are
 * host, ssh configuration file, workspace, the agent's launcher, the SSH of ours, and a directory for the caches. Prints for
 * each copy its seconds and how many files came. Driven by {@code bench/pull.py}.
 */
final class CopyOnDemand {
    private CopyOnDemand() {}

    public static void main(String[] arguments) throws Exception {
        var destination = new Destination.Ssh(
                SshHost.parse(arguments[0]),
                SshOptions.parse(List.of("-F", arguments[1])),
                TransportChoice.valueOf(arguments[4].toUpperCase(Locale.ROOT)));
        var request = new SessionRequest(
                destination,
                arguments[2],
                new Launch.Command(List.of(arguments[3])),
                null,
                new SessionLimits(Duration.ofMinutes(1), Duration.ofMinutes(1)),
                new Nobody(),
                new Deaf());
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (AgentSession session = AgentSession.open(request)) {
            System.out.println("ready");
            while (in.readLine() != null) {
                Path home = Files.createTempDirectory(Path.of(arguments[5]), "cache-");
                System.out.println(copy(session, home));
            }
        }
    }

    private static String copy(AgentSession session, Path home) throws Exception {
        try (FilePuller puller = FilePuller.of(session, home)) {
            long start = System.nanoTime();
            PullReport report = puller.pull(List.of(new Wanted.Tree(puller.locate("jobs"))), 1L << 40)
                    .get();
            double seconds = (System.nanoTime() - start) / 1e9;
            if (!report.complete()) {
                throw new IOException("not everything was copied");
            }
            return String.format(
                    Locale.ROOT, "%.3f %d", seconds, report.present().size());
        }
    }
}
