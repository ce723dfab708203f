package dev.xpm.client.connect.openssh;

import dev.xpm.client.connect.SshHost;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says why the ssh program could not connect, from its last words. Source: interfaces.md 1.8, assurance.md R15. */
final class SshFailure {
    /** Exit code of ssh for its own failures. */
    static final int SSH_FAILED = 255;

    private static final int MAX_SHOWN = 200;

    private static final Pattern CHANGED = Pattern.compile("REMOTE HOST IDENTIFICATION HAS CHANGED");
    private static final Pattern REVOKED = Pattern.compile("REVOKED HOST KEY|host key .* is revoked|marked as revoked");
    private static final Pattern UNVERIFIED = Pattern.compile("^Host key verification failed");
    private static final Pattern UNKNOWN_NAME = Pattern.compile("Could not resolve hostname");
    private static final Pattern NO_COMMON = Pattern.compile("^Unable to negotiate with .*no matching");
    private static final Pattern DENIED =
            Pattern.compile("Permission denied( \\(|$|,)|Too many authentication failures|^Received disconnect .*auth");
    private static final Pattern UNREACHABLE = Pattern.compile(
            "connect to host .* port|Connection (refused|timed out|closed|reset)|No route to host|stdio forwarding failed"
                    + "|kex_exchange_identification|Connection to .* timed out");

    /** The line of the file in which ssh found another key. */
    private static final Pattern OFFENDING = Pattern.compile("Offending .*key in (\\S+:[0-9]+)");

    /** Host named in the remedy of ssh itself, with its port where that is not 22. */
    private static final Pattern KEY_NAME = Pattern.compile("ssh-keygen -f .* -R \"?([^\"\\s]+)\"?");

    private SshFailure() {}

    static MonitorException of(SshHost host, int exit, List<UntrustedText> lines) {
        if (matching(lines, CHANGED) != null) {
            Matcher place = find(lines, OFFENDING);
            String where = place == null ? "" : " (another one stands in " + shown(place.group(1)) + ")";
            Matcher name = find(lines, KEY_NAME);
            String hint = Objects.requireNonNull(Problem.HOST_KEY_CHANGED.hint())
                    .replace("HOST", name == null ? host.name() : shown(name.group(1)));
            return failure(Problem.HOST_KEY_CHANGED, host, "its host key has changed" + where, exit, hint, lines);
        }
        if (matching(lines, REVOKED) != null) {
            return failure(Problem.HOST_KEY_CHANGED, host, "its host key is marked as revoked", exit, null, lines);
        }
        String line = matching(lines, NO_COMMON);
        if (line != null) {
            return failure(Problem.WEAK_HOST, host, line, exit, Problem.WEAK_HOST.hint(), lines);
        }
        line = matching(lines, UNVERIFIED);
        if (line != null) {
            return failure(Problem.HOST_KEY_UNKNOWN, host, line, exit, Problem.HOST_KEY_UNKNOWN.hint(), lines);
        }
        line = matching(lines, UNKNOWN_NAME);
        if (line != null) {
            return failure(Problem.HOST_UNKNOWN, host, line, exit, Problem.HOST_UNKNOWN.hint(), lines);
        }
        line = matching(lines, DENIED);
        if (line != null) {
            return failure(Problem.AUTHENTICATION, host, line, exit, Problem.AUTHENTICATION.hint(), lines);
        }
        line = matching(lines, UNREACHABLE);
        String last = lines.isEmpty()
                ? "ssh said nothing"
                : lines.get(lines.size() - 1).raw();
        return failure(Problem.UNREACHABLE, host, line == null ? last : line, exit, Problem.UNREACHABLE.hint(), lines);
    }

    private static MonitorException failure(
            Problem problem, SshHost host, String words, int exit, @Nullable String hint, List<UntrustedText> lines) {
        String sentence =
                "cannot reach " + host + ": " + shown(words.replaceFirst("^ssh: ", "")) + " (ssh exit " + exit + ")";
        return new MonitorException(problem, sentence, hint, lines, null);
    }

    private static @Nullable String matching(List<UntrustedText> lines, Pattern pattern) {
        String found = null;
        for (UntrustedText line : lines) {
            if (pattern.matcher(line.raw()).find()) {
                found = line.raw();
            }
        }
        return found;
    }

    private static @Nullable Matcher find(List<UntrustedText> lines, Pattern pattern) {
        for (UntrustedText line : lines) {
            Matcher matcher = pattern.matcher(line.raw());
            if (matcher.find()) {
                return matcher;
            }
        }
        return null;
    }

    private static String shown(String text) {
        return UntrustedText.of(text).forTerminal(MAX_SHOWN);
    }
}
