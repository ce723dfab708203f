package dev.xpm.agent.workspace;

import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.RunId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Collections;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads runs. What was read is kept and given again as long as none of the files of the run changes; whether its driver
 * is alive is asked each time. Source: workspace-format.md 2.1, 4.6.
 *
 * <p>Safe for use by several threads.
 */
final class RunReader {
    private static final System.Logger LOG = System.getLogger(RunReader.class.getName());

    private static final String CUT = "status.json is cut or damaged";

    /** Some 350 bytes each; so the kept runs take about 40 MB. */
    private static final int MAX_KEPT_JOBS = 120_000;

    private final WorkspaceTree tree;
    private final RunFold fold;
    private final RunLiveness liveness;
    private final BoundedCache<Path, Kept> kept = new BoundedCache<>(
            MAX_KEPT_JOBS, run -> 10 + run.view.experiment().jobs().size());

    RunReader(WorkspaceTree tree, ZoneId zone, RunLiveness liveness) {
        this.tree = tree;
        this.fold = new RunFold(tree, zone);
        this.liveness = liveness;
    }

    /** What was read last time, and when it counts no more. */
    private record Kept(RunFiles.Marks marks, RunView view) {}

    /**
     * Reads a run of the current layout.
     *
     * @param live live event files of the experiment; they count only if the run is the current one
     * @return the last good value, with a word on it, if a file cannot be read now
     * @throws IOException if a file of the run is there and cannot be read, and never could be
     */
    RunView read(ExperimentId experiment, RunId run, boolean current, NavigableMap<Integer, Path> live)
            throws IOException {
        Kept before = kept.get(tree.run(experiment, run));
        RunView view;
        try {
            view = read(experiment, run, current ? live : Collections.emptyNavigableMap(), before);
        } catch (IOException e) {
            if (before == null) {
                throw e;
            }
            view = marked(before.view, Unreadable.reason(e));
        }
        return liveness.seen(view, current);
    }

    private RunView read(ExperimentId experiment, RunId run, NavigableMap<Integer, Path> live, @Nullable Kept before)
            throws IOException {
        Path directory = tree.run(experiment, run);
        if (before != null && before.marks.areStillTrue(directory, live)) {
            return before.view;
        }
        RunFiles files = RunFiles.of(directory, live);
        boolean isCut = files.status().isDamaged();
        if (isCut && before != null) {
            LOG.log(System.Logger.Level.DEBUG, "the status of a run is cut; its last good value stays");
            return marked(before.view, CUT);
        }
        RunView view = fold.read(experiment, run, files);
        if (isCut) {
            return marked(view, CUT);
        }
        kept.put(directory, new Kept(files.marks(), view));
        return view;
    }

    private static RunView marked(RunView view, String problem) {
        return new RunView(
                new ExperimentFold(view.experiment())
                        .problem(UntrustedText.of(problem))
                        .snapshot(),
                view.submitted(),
                view.queuedAt(),
                view.lastActivity());
    }
}
