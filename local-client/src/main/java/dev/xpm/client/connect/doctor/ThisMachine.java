package dev.xpm.client.connect.doctor;

import dev.xpm.client.connect.LocalTransport;
import dev.xpm.client.connect.RemoteCommand;
import dev.xpm.client.connect.RemoteProcess;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The programs of this machine that a connection may use. */
public final class ThisMachine {
    private static final int MAX_OUTPUT = 4 << 10;

    private ThisMachine() {}

    /** Asks each for its version. */
    public static List<Finding> examine() {
        try (var here = new LocalTransport()) {
            return List.of(
                    program(
                            here,
                            "ssh program",
                            RemoteCommand.of("ssh", "-V"),
                            "not found; the built-in SSH does without"),
                    program(
                            here,
                            "rsync here",
                            RemoteCommand.of("rsync", "--version"),
                            "not found; files are copied in another way"));
        }
    }

    private static Finding program(LocalTransport here, String stage, RemoteCommand command, String otherwise) {
        try (RemoteProcess process = here.start(command)) {
            process.stdin().close();
            // Each writes a few lines to one of the two.
            String said = new String(process.stdout().readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8)
                    + new String(process.stderr().readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
            return said.lines()
                    .filter(line -> !line.isBlank())
                    .findFirst()
                    .map(line -> Finding.ok(
                            stage,
                            UntrustedText.of(line.strip().replaceAll(" +", " ")).forTerminal(100)))
                    .orElse(Finding.note(stage, otherwise));
        } catch (MonitorException | IOException e) {
            return Finding.note(stage, otherwise);
        }
    }
}
