package dev.xpm.client.view;

import dev.xpm.client.mirror.FleetState;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.protocol.workspace.Experiment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the header counts, over the current runs. Source: interfaces.md 3.1. */
public record Totals(int experiments, int running, int failed, int warnings) {
    /** A count with its words. */
    public record Part(String wide, String narrow, Tone tone) {}

    public static Totals of(FleetState fleet) {
        int experiments = 0;
        int running = 0;
        int failed = 0;
        int warnings = 0;
        for (MirrorState state : fleet.states()) {
            warnings += state.warnings().size();
            for (Experiment experiment : state.experiments().orElse(List.of())) {
                Counts counts = Counts.of(state, experiment);
                experiments++;
                running += counts.running();
                failed += counts.failed();
            }
        }
        return new Totals(experiments, running, failed, warnings);
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
