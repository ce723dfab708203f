package dev.xpm.client.view;

import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.FleetState;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.Source;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** What stands where a table has no rows: why it is empty, or what went wrong. Source: interfaces.md 3.14. */
public final class Messages {
    private Messages() {}

    /**
     * The lines for an answer without rows. A refusal and a list that has not arrived never read like an empty list.
     *
     * @param what the things that were asked for, such as {@code jobs}
     * @param empty the lines for an answer that is known to be empty
     */
    public static List<UntrustedText> of(Answer<?> answer, String what, List<UntrustedText> empty) {
        if (answer instanceof Answer.Failed<?> failed) {
            return List.of(
                    UntrustedText.of("Unable to read the " + what + ":"),
                    failed.reason(),
                    UntrustedText.of("r tries again"));
        }
        return answer.isKnown() ? empty : List.of(UntrustedText.of("Loading the " + what + "…"));
    }

    public static List<UntrustedText> noExperiments(FleetState fleet) {
        if (fleet.isSeveral()) {
            return List.of(
                    UntrustedText.of("No experiments in any of the workspaces yet"),
                    UntrustedText.of("They appear here as soon as one starts."));
        }
        Source source = fleet.states().get(0).source();
        return List.of(
                UntrustedText.of("No experiments in " + source.workspace().raw() + " yet"),
                UntrustedText.of("They appear here as soon as one starts. For another workspace, quit and name it"),
                UntrustedText.of("with --workdir or --workspace."));
    }

    /**
     * Of several workspaces, those whose rows are missing or old, each with the reason; none where only one is watched,
     * for which the header and the table itself say it.
     *
     * @param now for how long it is until a next attempt
     * @param here zone of the reader
     */
    public static List<UntrustedText> absent(FleetState fleet, Instant now, ZoneId here) {
        if (!fleet.isSeveral()) {
            return List.of();
        }
        var lines = new ArrayList<UntrustedText>();
        for (MirrorState state : fleet.states()) {
            if (!state.isLive()) {
                lines.add(UntrustedText.of(state.id().name() + ": "
                        + LinkLook.of(state.link(), now, here).text()));
            } else if (state.experiments() instanceof Answer.Failed<List<Experiment>> failed) {
                lines.add(UntrustedText.of(
                        state.id().name() + ": " + failed.reason().raw()));
            }
        }
        return lines;
    }

    public static List<UntrustedText> noJobs() {
        return one("No jobs");
    }

    public static List<UntrustedText> noRuns() {
        return one("No runs of this experiment are kept");
    }

    /**
     * For a search that hides everything.
     *
     * @param what one of the things that it hides, such as {@code job}
     */
    public static List<UntrustedText> noMatch(String what) {
        return one("No " + what + " matches the search; c clears it");
    }

    public static List<UntrustedText> noServices() {
        return one("No services: this experiment has not declared any");
    }

    public static List<UntrustedText> noActiveServices() {
        return one("No active services; s in an open experiment lists all it has");
    }

    public static List<UntrustedText> noStrays() {
        return one("No stray jobs: whatever runs belongs to the latest run of an experiment");
    }

    public static List<UntrustedText> noOrphans() {
        return one("No orphans: every job on the disk belongs to a run");
    }

    public static List<UntrustedText> noWarnings() {
        return one("No warnings: nothing needs a decision");
    }

    public static List<UntrustedText> noOutput() {
        return one("The remote side has printed nothing so far");
    }

    /** For entries that the peer sent and nobody could read; empty when there are none. */
    public static String unreadable(int entries) {
        return entries == 0 ? "" : entries + (entries == 1 ? " entry" : " entries") + " could not be read";
    }

    private static List<UntrustedText> one(String line) {
        return List.of(UntrustedText.of(line));
    }
}
