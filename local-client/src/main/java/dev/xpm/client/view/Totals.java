package dev.xpm.client.view;

import dev.xpm.client.mirror.MirrorState;
import dev.xpm.protocol.workspace.Experiment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the header counts, over the current runs. Source: interfaces.md 3.1. */
public record Totals(int experiments, int running, int failed, int warnings) {
    /** A count with its words. */
    public record Part(String wide, String narrow, Tone tone) {}

    public static Totals of(MirrorState state) {
        int running = 0;
        int failed = 0;
        List<Experiment> experiments = state.experiments().orElse(List.of());
        for (Experiment experiment : experiments) {
            Counts counts = Counts.of(state, experiment);
            running += counts.running();
            failed += counts.failed();
        }
        return new Totals(experiments.size(), running, failed, state.warnings().size());
    }

    /** Only what there is something of, and always the experiments. */
    public List<Part> parts() {
        var parts = new ArrayList<Part>();
        parts.add(new Part(plural(experiments, "experiment"), experiments + " exp", Tone.PLAIN));
        if (running > 0) {
            parts.add(new Part(running + " running", running + "▶", Tone.ACTIVE));
        }
        if (failed > 0) {
            parts.add(new Part(failed + " failed", failed + "✗", Tone.BAD));
        }
        if (warnings > 0) {
            parts.add(new Part(plural(warnings, "warning"), warnings + "!", Tone.CAUTION));
        }
        return parts;
    }

    /** {@code 4 experiments, 9 running, 2 failed, 1 warning}. */
    public String sentence() {
        return parts().stream().map(Part::wide).collect(Collectors.joining(", "));
    }

    private static String plural(int count, String word) {
        return count + " " + word + (count == 1 ? "" : "s");
    }
}
