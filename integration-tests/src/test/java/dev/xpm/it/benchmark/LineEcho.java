package dev.xpm.it.benchmark;

import dev.xpm.client.connect.Destination;
import dev.xpm.client.connect.RemoteCommand;
import dev.xpm.client.connect.RemoteProcess;
import dev.xpm.client.connect.SshHost;
import dev.xpm.client.connect.SshOptions;
import dev.xpm.client.connect.Transport;
import dev.xpm.client.connect.TransportChoice;
import dev.xpm.client.connect.Transports;
import dev.xpm.it.Nobody;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How long a line of 200 bytes takes to a remote {@code cat} and back: over the ssh program as a user starts it, and over
 * each SSH of ours, in turn. Arguments are host, ssh configuration file, and how many rounds. Prints for each round the
 * medians in microseconds: ssh, built-in, openssh. Driven by {@code bench/connect.py}.
 */
final class LineEcho {
    private static final int LINES = 2_000;
    private static final byte[] LINE = ("x".repeat(199) + "\n").getBytes(StandardCharsets.US_ASCII);

    private LineEcho() {}

    public static void main(String[] arguments) throws Exception {
        SshOptions options = SshOptions.parse(List.of("-F", arguments[1]));
        SshHost host = SshHost.parse(arguments[0]);
        var limit = Duration.ofMinutes(1);
        try (Transport builtin = Transports.connect(
                        new Destination.Ssh(host, options, TransportChoice.BUILTIN), limit, new Nobody());
                Transport openssh = Transports.connect(
                        new Destination.Ssh(host, options, TransportChoice.OPENSSH), limit, new Nobody());
                RemoteProcess ours = builtin.start(RemoteCommand.of("cat"));
                RemoteProcess shared = openssh.start(RemoteCommand.of("cat"))) {
            Process ssh = new ProcessBuilder("ssh", "-T", "-F", arguments[1], arguments[0], "cat").start();
            for (int round = 0; round < Integer.parseInt(arguments[2]); round++) {
                double plain = median(ssh.getOutputStream(), ssh.getInputStream());
                double one = median(ours.stdin(), ours.stdout());
                double other = median(shared.stdin(), shared.stdout());
                System.out.printf(Locale.ROOT, "%.1f %.1f %.1f%n", plain, one, other);
            }
            ssh.destroy();
        }
    }

    private static double median(OutputStream out, InputStream in) throws IOException {
        var micros = new double[LINES];
        for (int i = 0; i < LINES; i++) {
            long start = System.nanoTime();
            out.write(LINE);
            out.flush();
            if (in.readNBytes(LINE.length).length < LINE.length) {
                throw new IOException("the other side has ended");
            }
            micros[i] = (System.nanoTime() - start) / 1e3;
        }
        Arrays.sort(micros);
        return micros[LINES / 2];
    }
}
