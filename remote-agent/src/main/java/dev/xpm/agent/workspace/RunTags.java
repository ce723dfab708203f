package dev.xpm.agent.workspace;

import dev.xpm.agent.process.HeldLock;
import dev.xpm.agent.workspace.WorkspaceRecords.RunKey;
import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tags that were set while a run goes on. Its driver overwrites what is on the disk when it ends, so they are kept here
 * until then, and in a file for the agents that come later, and shown as if they were on the disk. Source:
 * workspace-format.md 9, W16.
 *
 * <p>Safe for use by several threads.
 */
public final class RunTags {
    private static final System.Logger LOG = System.getLogger(RunTags.class.getName());

    private final Map<RunKey, TagEdit> waiting = new ConcurrentHashMap<>();
    private final @Nullable KeptTags kept;
    private volatile boolean isLoaded;

    /** @param kept where they outlive this agent; null if nowhere */
    RunTags(@Nullable KeptTags kept) {
        this.kept = kept;
    }

    /** Something that changes tags. */
    public interface Change<T> {
        T make() throws IOException;
    }

    /** Makes a change while no other agent of this user makes one, and with what they left. */
    public <T> T alone(Change<T> change) throws IOException {
        KeptTags file = kept;
        if (file == null) {
            return change.make();
        }
        HeldLock lock;
        try {
            lock = file.lock();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "tags of runs that go on are forgotten when this agent ends: " + e);
            return change.make();
        }
        try (lock) {
            load(file);
            return change.make();
        }
    }

    private void load(KeptTags file) throws IOException {
        Map<RunKey, TagEdit> found = file.read();
        waiting.keySet().retainAll(found.keySet());
        waiting.putAll(found);
        isLoaded = true;
    }

    /** What other agents left is looked for once, and again before each change. */
    private void loadOnce() {
        KeptTags file = kept;
        if (file != null && !isLoaded) {
            try {
                load(file);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "tags that an earlier agent kept cannot be read: " + e);
            }
            isLoaded = true;
        }
    }

    /** Whether it is certain that what waits outlives this agent. */
    private boolean save() {
        KeptTags file = kept;
        if (file == null) {
            return false;
        }
        try {
            file.write(waiting);
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "tags of runs that go on are forgotten when this agent ends: " + e);
            return false;
        }
    }

    /** What to change in the tags of a run. */
    public record TagEdit(Set<String> add, Set<String> remove) {
        public TagEdit {
            add = Set.copyOf(add);
            remove = Set.copyOf(remove);
        }

        /** Both edits, one after the other. */
        public TagEdit then(TagEdit later) {
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

    /** Keeps an edit until the run ends; returns whether it outlives this agent. Only within {@link #alone}. */
    public boolean await(RunKey run, TagEdit edit) {
        waiting.merge(run, edit, TagEdit::then);
        return save();
    }

    /** The runs whose tags are not on the disk yet. */
    public Set<RunKey> waiting() {
        loadOnce();
        return Set.copyOf(waiting.keySet());
    }

    /** Null if nothing waits for that run. */
    public @Nullable TagEdit of(RunKey run) {
        loadOnce();
        return waiting.get(run);
    }

    /** The edit is on the disk, or the run is gone. Only within {@link #alone}. */
    public void settle(RunKey run, TagEdit edit) {
        if (waiting.remove(run, edit)) {
            save();
        }
    }

    RunView shown(RunView view) {
        loadOnce();
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
