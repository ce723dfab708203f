package dev.xpm.agent.workspace;

import dev.xpm.agent.workspace.WorkspaceRecords.RunKey;
import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.text.UntrustedText;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tags that were set while a run goes on. Its driver overwrites what is on the disk when it ends, so they are kept here
 * until then, and shown as if they were on the disk. Source: workspace-format.md 9, W16.
 *
 * <p>Safe for use by several threads.
 */
public final class RunTags {
    private final Map<RunKey, TagEdit> waiting = new ConcurrentHashMap<>();

    /** What to change in the tags of a run. */
    public record TagEdit(Set<String> add, Set<String> remove) {
        public TagEdit {
            add = Set.copyOf(add);
            remove = Set.copyOf(remove);
        }

        /** Both edits, one after the other. */
        TagEdit then(TagEdit later) {
            var added = new TreeSet<>(add);
            added.removeAll(later.remove);
            added.addAll(later.add);
            var removed = new TreeSet<>(remove);
            removed.removeAll(later.add);
            removed.addAll(later.remove);
            return new TagEdit(added, removed);
        }

        /** The tags with the edit made, in the order in which they are written. */
        public List<String> apply(Collection<String> tags) {
            var edited = new TreeSet<>(tags);
            edited.removeAll(remove);
            edited.addAll(add);
            return List.copyOf(edited);
        }
    }

    /** Keeps an edit until the run ends. */
    public void await(RunKey run, TagEdit edit) {
        waiting.merge(run, edit, TagEdit::then);
    }

    /** The runs whose tags are not on the disk yet. */
    public Set<RunKey> waiting() {
        return Set.copyOf(waiting.keySet());
    }

    /** Null if nothing waits for that run. */
    public @Nullable TagEdit of(RunKey run) {
        return waiting.get(run);
    }

    /** The edit is on the disk, or the run is gone. */
    public void settle(RunKey run, TagEdit edit) {
        waiting.remove(run, edit);
    }

    RunView shown(RunView view) {
        var experiment = view.experiment();
        TagEdit edit = experiment.run() == null ? null : waiting.get(new RunKey(experiment.id(), experiment.run()));
        if (edit == null) {
            return view;
        }
        List<String> tags =
                edit.apply(experiment.runTags().stream().map(UntrustedText::raw).toList());
        var fold = new ExperimentFold(experiment)
                .runTags(tags.stream().map(UntrustedText::of).toList());
        return new RunView(fold.snapshot(), view.submitted(), view.queuedAt(), view.lastActivity());
    }
}
