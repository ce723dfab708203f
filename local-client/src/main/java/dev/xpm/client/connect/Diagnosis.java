package dev.xpm.client.connect;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.handshake.ProtocolVersion;
import dev.xpm.protocol.handshake.ServerInfo;
import dev.xpm.protocol.message.ErrorCode;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.text.UntrustedText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says why a session did not come about or why it ended, from what the other side left behind. Source: interfaces.md
 * 1.8, assurance.md R15.
 *
 * @param label what the user calls the host
 * @param stderr last lines of the command's standard error, oldest first
 * @param noise what came on standard output and was no message
 */
public record Diagnosis(
        String label,
        String workdir,
        @Nullable String shellInit,
        List<UntrustedText> stderr,
        List<UntrustedText> noise) {
    /** Shells say 127 for a command that is not there, 126 for one that cannot be run; tcsh has only words for it. */
    private static final int NOT_FOUND = 127;

    private static final int NOT_EXECUTABLE = 126;
    private static final String TCSH_NOT_FOUND = ": Command not found.";

    /** What the original writes to its standard output for a directory without the marker, before it leaves. */
    private static final String NO_WORKSPACE = "is not an experimaestro working directory";

    /** What the ssh program says when the host lets the connection have no further channel. */
    private static final String NO_ROOM = "Session open refused by peer";

    private static final String ROOM_HINT =
            "the host's limit may be reached (MaxSessions): let other copies end, or have it raised";

    private static final String SHELL_INIT_HINT =
            "shell_init runs before the agent, in the same shell: it must not end it (exit, exec, set -e)";

    /** The command ended before it answered. */
    public MonitorException endedEarly(RemoteProcess.Exit exit) {
        if (exit.isLost()) {
            return problem(
                    Problem.CONNECTION_LOST, "cannot reach " + label + ": the connection was lost (ssh exit 255)");
        }
        if (noise.stream().anyMatch(line -> line.raw().contains(NO_WORKSPACE))) {
            String directory = UntrustedText.of(workdir).forTerminal();
            return noWorkspace(directory + " is not a workspace (no .__experimaestro__)");
        }
        if (stderr.stream().anyMatch(line -> line.raw().contains(NO_ROOM))) {
            return new MonitorException(
                    Problem.UNREACHABLE,
                    "cannot reach " + label + ": the host takes no further command on this connection (" + how(exit)
                            + ")",
                    ROOM_HINT,
                    lines(),
                    null);
        }
        Integer code = exit.code();
        if (code != null && (code == NOT_FOUND || code == NOT_EXECUTABLE || tcshFoundNothing())) {
            return problem(Problem.NO_AGENT, label + " has no usable experimaestro (exit " + code + ")");
        }
        Problem limit = limit();
        if (limit != null) {
            return problem(limit, "the agent cannot start on " + label + " (" + how(exit) + ")" + lastLine());
        }
        MonitorException ended = problem(
                Problem.AGENT_ENDED, "the remote command on " + label + " ended (" + how(exit) + ")" + lastLine());
        return shellInit == null
                ? ended
                : new MonitorException(Problem.AGENT_ENDED, ended.sentence(), SHELL_INIT_HINT, lines(), null);
    }

    /** The command ended after the handshake. */
    MonitorException endedLate(RemoteProcess.Exit exit) {
        return exit.isLost()
                ? problem(Problem.CONNECTION_LOST, "the connection to " + label + " was lost")
                : problem(Problem.AGENT_ENDED, "the agent on " + label + " ended (" + how(exit) + ")" + lastLine());
    }

    /** The command runs, but says nothing. */
    public MonitorException silent(Duration limit) {
        String hint = shellInit == null
                ? Problem.NO_ANSWER.hint()
                : Problem.NO_ANSWER.hint() + "; or shell_init reads standard input: add </dev/null to it";
        return new MonitorException(
                Problem.NO_ANSWER, "no answer from " + label + " within " + seconds(limit), hint, lines(), null);
    }

    /** The first question was answered with an error. */
    MonitorException refused(RpcException answer) {
        String text = answer.text().forTerminal();
        return answer.code() == ErrorCode.WORKSPACE_NOT_FOUND
                ? noWorkspace(text)
                : problem(Problem.REFUSED, label + " refused the session: " + text);
    }

    MonitorException otherVersion(ServerInfo server) {
        String version = server.protocolVersion().isEmpty()
                ? "unknown"
                : server.protocolVersion().forTerminal(40);
        return problem(
                Problem.PROTOCOL_MISMATCH,
                "protocol mismatch: local " + ProtocolVersion.CURRENT + ", remote " + version);
    }

    private MonitorException noWorkspace(String sentence) {
        return new MonitorException(
                Problem.NOT_A_WORKSPACE,
                sentence,
                "name the directory on " + label + " that holds the file .__experimaestro__",
                lines(),
                null);
    }

    private MonitorException problem(Problem problem, String sentence) {
        return new MonitorException(problem, sentence, problem.hint(), lines(), null);
    }

    private List<UntrustedText> lines() {
        var lines = new ArrayList<>(noise);
        lines.addAll(stderr);
        return lines;
    }

    private String lastLine() {
        List<UntrustedText> lines = lines();
        return lines.isEmpty() ? "" : ": " + lines.get(lines.size() - 1).forTerminal(200);
    }

    private @Nullable Problem limit() {
        // Some of what a JVM complains about before it runs goes to its standard output.
        for (UntrustedText line : lines()) {
            Problem kind = JvmComplaint.of(line.raw());
            if (kind != null) {
                return kind;
            }
        }
        return null;
    }

    private boolean tcshFoundNothing() {
        return stderr.stream().anyMatch(line -> line.raw().endsWith(TCSH_NOT_FOUND));
    }

    private static String how(RemoteProcess.Exit exit) {
        return exit.code() != null
                ? "exit " + exit.code()
                : "signal "
                        + UntrustedText.of(Objects.requireNonNull(exit.signal()))
                                .forTerminal(20);
    }

    private static String seconds(Duration limit) {
        return limit.toMillis() % 1_000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }
}
