package dev.xpm.client.connect.deploy;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Chooses directories of the host to install into, and says why there is none. Source: assurance.md R15. */
final class Places {
    private final String label;
    private final HostReport report;

    Places(String label, HostReport report) {
        this.label = label;
        this.report = report;
    }

    /** For the agent's jar. */
    HostReport.Base forAgent(long bytes) throws MonitorException {
        Optional<HostReport.Base> base =
                report.bases().stream().filter(it -> it.free() >= bytes).findFirst();
        return base.orElseThrow(() -> report.bases().isEmpty() ? noneUsable() : noRoom(bytes));
    }

    /** For a Java, whose programs must be allowed to run. */
    HostReport.Base forRuntime(long bytes) throws MonitorException {
        if (report.bases().isEmpty()) {
            throw noneUsable();
        }
        List<HostReport.Base> running =
                report.bases().stream().filter(HostReport.Base::runs).toList();
        if (running.isEmpty()) {
            String path = UntrustedText.of(report.bases().get(0).path()).forTerminal(120);
            throw new MonitorException(
                    Problem.NO_EXEC, label + " has no Java 17, and runs no program from " + path + " (noexec)");
        }
        return running.stream().filter(it -> it.free() >= bytes).findFirst().orElseThrow(() -> noRoom(bytes));
    }

    /** What a command said that could not write a file. */
    static MonitorException refused(String label, String path, List<UntrustedText> lines) {
        String reason = lines.isEmpty() ? "" : lines.get(lines.size() - 1).raw();
        String shown = UntrustedText.of(
                        reason.substring(reason.lastIndexOf(": ") + 1).strip())
                .forTerminal(120);
        return new MonitorException(
                kind(reason),
                label + " cannot take the agent: " + UntrustedText.of(path).forTerminal(120)
                        + (shown.isEmpty() ? "" : ": " + shown));
    }

    private MonitorException noneUsable() {
        String reasons =
                report.unusable().stream().map(place -> place.forTerminal(120)).collect(Collectors.joining("; "));
        String first =
                report.unusable().isEmpty() ? "" : report.unusable().get(0).raw();
        return new MonitorException(
                kind(first), label + " has no directory for the agent" + (reasons.isEmpty() ? "" : ": " + reasons));
    }

    private MonitorException noRoom(long bytes) {
        String free = report.bases().stream()
                .map(base -> UntrustedText.of(base.path()).forTerminal(120) + " has " + megabytes(base.free()))
                .collect(Collectors.joining("; "));
        return new MonitorException(
                Problem.DISK_FULL, label + " has no room for the agent, which needs " + megabytes(bytes) + ": " + free);
    }

    private static String megabytes(long bytes) {
        return (bytes >> 20) + " MB";
    }

    private static Problem kind(String reason) {
        if (reason.contains("No space left") || reason.contains("quota")) {
            return Problem.DISK_FULL;
        }
        return reason.contains("Read-only") ? Problem.READ_ONLY : Problem.PERMISSION;
    }
}
