package dev.xpm.agent.action;

import dev.xpm.agent.process.HeldLock;
import dev.xpm.agent.workspace.RunStatusText;
import dev.xpm.agent.workspace.RunTags.TagEdit;
import dev.xpm.agent.workspace.WorkspaceRecords;
import dev.xpm.agent.workspace.WorkspaceRecords.RunKey;
import dev.xpm.protocol.workspace.RunId;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Changes the tags of a run. A tag sits on one run of an experiment at a time. What a run that goes on is given is written
 * when it has ended. Source: interfaces.md 1.4, workspace-format.md 9, W16.
 */
final class TagRun {
    private static final String STATUS = "status.json";

    /** As for reading: a larger status is damage. */
    private static final int MAX_STATUS = 64 << 20;

    private final WorkspaceRecords records;
    private final Faults faults;

    TagRun(WorkspaceRecords records, Faults faults) {
        this.records = records;
        this.faults = faults;
    }

    /** Makes the edit; with {@code force} takes a tag away from the run that has it. */
    Outcome run(RunKey key, Set<String> add, Set<String> remove, boolean force) throws IOException {
        return records.tags().alone(() -> edit(key, add, remove, force));
    }

    private Outcome edit(RunKey key, Set<String> add, Set<String> remove, boolean force) throws IOException {
        Map<RunId, List<String>> runs = records.tagsOf(key.experiment());
        List<String> own = runs.get(key.run());
        if (own == null) {
            return Outcome.refused("Run " + key.run().value() + " not found", null);
        }
        var edits = new LinkedHashMap<RunKey, TagEdit>();
        for (Map.Entry<RunId, List<String>> other : runs.entrySet()) {
            var moved = new TreeSet<>(add);
            moved.retainAll(other.getValue());
            if (other.getKey().equals(key.run()) || moved.isEmpty()) {
                continue;
            }
            if (!force) {
                return Outcome.refused(
                        "Tag " + moved.first() + " is on run " + other.getKey().value() + "; moving it needs force",
                        null);
            }
            edits.put(new RunKey(key.experiment(), other.getKey()), new TagEdit(Set.of(), moved));
        }
        var edit = new TagEdit(add, remove);
        boolean changes = !edit.apply(own).equals(List.copyOf(new TreeSet<>(own)));
        if (!changes && edits.isEmpty()) {
            return Outcome.done("The tags are so already");
        }
        if (changes) {
            edits.put(key, edit);
        }
        return Outcome.done("Tagged run " + key.run().value() + write(edits));
    }

    /** Writes all edits or none; returns what to add to the message where one has to wait for the end of its run. */
    private String write(Map<RunKey, TagEdit> edits) throws IOException {
        var waiting = new LinkedHashMap<RunKey, TagEdit>();
        var settled = new LinkedHashMap<RunKey, TagEdit>();
        try (var removal = new Removal(records.tree().root(), faults)) {
            for (Map.Entry<RunKey, TagEdit> edit : edits.entrySet()) {
                RunKey run = edit.getKey();
                TagEdit before = records.tags().of(run);
                if (!write(removal, run, before == null ? edit.getValue() : before.then(edit.getValue()))) {
                    waiting.put(run, edit.getValue());
                } else if (before != null) {
                    settled.put(run, before);
                }
            }
            removal.commit();
        }
        settled.forEach(records.tags()::settle);
        boolean isKept = true;
        for (Map.Entry<RunKey, TagEdit> edit : waiting.entrySet()) {
            isKept &= records.tags().await(edit.getKey(), edit.getValue());
        }
        if (waiting.isEmpty()) {
            return "";
        }
        String when = "; what belongs to a run that goes on is written when it ends";
        return isKept ? when : when + ", unless the agent ends before";
    }

    /** False if a driver may still write the status itself. */
    private boolean write(Removal removal, RunKey run, TagEdit edit) throws IOException {
        if (records.mayBeLive(run)) {
            return false;
        }
        Path directory = records.tree().run(run.experiment(), run.run());
        Path status = directory.resolve(STATUS);
        Folder folder = removal.parentOf(status);
        try (HeldLock lock = Locks.holdSoon(folder, directory, "." + STATUS + ".lock")) {
            Objects.requireNonNull(lock);
            byte[] before = read(folder);
            byte[] after = before == null ? null : RunStatusText.withTags(before, edit);
            if (before == null || after == null) {
                throw new Refusal("the run has no status that could be read");
            }
            if (records.mayBeLive(run)) {
                return false;
            }
            if (!Arrays.equals(before, after)) {
                removal.replace(status, before, after);
            }
            return true;
        }
    }

    private static byte @Nullable [] read(Folder run) throws IOException {
        Path status = Path.of(STATUS);
        BasicFileAttributes found = run.look(status);
        return found == null || !found.isRegularFile() ? null : run.read(status, MAX_STATUS);
    }

    /** Writes what waited for a run that has ended; returns whether it is settled, also because the run is gone. */
    boolean settle(RunKey run) throws IOException {
        return !records.mayBeLive(run) && records.tags().alone(() -> settleAlone(run));
    }

    private boolean settleAlone(RunKey run) throws IOException {
        TagEdit edit = records.tags().of(run);
        if (edit == null) {
            return true;
        }
        if (!records.tagsOf(run.experiment()).containsKey(run.run())) {
            records.tags().settle(run, edit);
            return true;
        }
        try (var removal = new Removal(records.tree().root(), faults)) {
            if (!write(removal, run, edit)) {
                return false;
            }
            removal.commit();
        }
        records.tags().settle(run, edit);
        return true;
    }
}
