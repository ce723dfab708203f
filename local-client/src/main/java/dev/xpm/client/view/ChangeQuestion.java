package dev.xpm.client.view;

import dev.xpm.client.change.Change;
import dev.xpm.client.change.Changes;
import dev.xpm.client.mirror.JobEntry;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.Warning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user is asked before something is changed: the same words in every face. Source: interfaces.md 3.11.
 *
 * @param choices what can be done; leaving it is always one more
 * @param number to be typed before a choice counts; 0 for none
 */
public record ChangeQuestion(UntrustedText title, List<Line> lines, List<Choice> choices, int number) implements Ask {
    /** More jobs than this are not changed by a key that was pressed once too often. */
    private static final int MOST_UNTYPED = 20;

    private static final int NAMED = 5;
    private static final int LISTED = 10;

    /** A line of the question. */
    public record Line(UntrustedText text, Tone tone) {
        static Line plain(String text) {
            return new Line(UntrustedText.of(text), Tone.PLAIN);
        }

        static Line dim(String text) {
            return new Line(UntrustedText.of(text), Tone.DIM);
        }

        static Line caution(String text) {
            return new Line(UntrustedText.of(text), Tone.CAUTION);
        }
    }

    /** What can be done, with the word for it. */
    public record Choice(UntrustedText label, Change change, boolean destructive) {}

    public ChangeQuestion {
        lines = List.copyOf(lines);
        choices = List.copyOf(choices);
    }

    public static Ask kill(MirrorState state, JobRow row) {
        Ask.Refused refused = refused(state);
        if (refused != null) {
            return refused;
        }
        if (!row.entry().displayed().state().phase().isActive()) {
            return Ask.refused("Only a scheduled or running job can be killed; this one is "
                    + row.look().word().raw());
        }
        return kill(state.id(), List.of(row.key()));
    }

    /** Kills whatever of these is scheduled or running. */
    public static Ask killAll(MirrorState state, List<JobEntry> jobs) {
        Ask.Refused refused = refused(state);
        if (refused != null) {
            return refused;
        }
        List<JobKey> active = jobs.stream()
                .filter(entry -> entry.displayed().state().phase().isActive())
                .map(JobEntry::key)
                .toList();
        return active.isEmpty() ? Ask.refused("None of these jobs is scheduled or running") : kill(state.id(), active);
    }

    private static ChangeQuestion kill(SourceId source, List<JobKey> jobs) {
        boolean one = jobs.size() == 1;
        return new ChangeQuestion(
                UntrustedText.of(one ? "Kill this job?" : "Kill " + jobs.size() + " jobs?"),
                named(jobs),
                List.of(new Choice(UntrustedText.of("Kill"), new Change.KillJobs(source, jobs), true)),
                number(jobs.size()));
    }

    /**
     * Deletes the directory of a job that is over.
     *
     * @param others the jobs that it is seen among: who needs the job is told
     */
    public static Ask delete(MirrorState state, List<JobEntry> others, JobRow row) {
        Ask.Refused refused = refused(state);
        if (refused != null) {
            return refused;
        }
        JobPhase phase = row.entry().displayed().state().phase();
        if (phase.isActive()) {
            return Ask.refused("The job is " + phase.wireName() + ": kill it first");
        }
        if (!isOver(phase)) {
            return Ask.refused("The job waits for others and starts by itself: only what is over can be deleted");
        }
        var lines = new ArrayList<>(named(List.of(row.key())));
        lines.add(new Line(Paths.job(state.source(), row.entry().job()), Tone.PLAIN));
        lines.add(Line.dim("Its directory goes, with its logs and results."));
        JobId id = row.key().job();
        List<JobEntry> needing =
                others.stream().filter(other -> other.dependsOn().contains(id)).toList();
        if (!needing.isEmpty()) {
            lines.add(Line.caution(
                    needing.size() == 1 ? "1 job needs its results:" : needing.size() + " jobs need its results:"));
            lines.addAll(named(needing.stream().map(JobEntry::key).toList()));
        }
        return new ChangeQuestion(
                UntrustedText.of("Delete this job?"),
                lines,
                List.of(new Choice(
                        UntrustedText.of("Delete"), new Change.DeleteJobs(state.id(), List.of(row.key())), true)),
                0);
    }

    /** Deletes the directories of those of these jobs that are over. */
    public static Ask deleteAll(MirrorState state, List<JobEntry> jobs) {
        Ask.Refused refused = refused(state);
        if (refused != null) {
            return refused;
        }
        List<JobKey> over = jobs.stream()
                .filter(entry -> isOver(entry.displayed().state().phase()))
                .map(JobEntry::key)
                .toList();
        if (over.isEmpty()) {
            return Ask.refused("None of these jobs is over");
        }
        var lines = new ArrayList<>(named(over));
        lines.add(Line.dim("Their directories go, with their logs and results."));
        return new ChangeQuestion(
                UntrustedText.of(over.size() == 1 ? "Delete this job?" : "Delete " + over.size() + " jobs?"),
                lines,
                List.of(new Choice(UntrustedText.of("Delete"), new Change.DeleteJobs(state.id(), over), true)),
                number(over.size()));
    }

    private static boolean isOver(JobPhase phase) {
        return !phase.isActive() && phase != JobPhase.WAITING && phase != JobPhase.READY;
    }

    public static Ask delete(MirrorState state, ExperimentRow row) {
        Ask.Refused refused = refused(state);
        if (refused != null) {
            return refused;
        }
        if (row.experiment().isRunning()) {
            return Ask.refused("The experiment is running: it can be deleted when it is over");
        }
        int jobs = row.counts().total();
        String kept = jobs == 1 ? "the directory of 1 job" : "the directories of " + jobs + " jobs";
        var lines = List.of(
                new Line(row.id().display(), Tone.STRONG),
                new Line(Paths.experiment(state.source(), row.id()), Tone.PLAIN),
                Line.dim("All its runs go, with their history."),
                Line.dim("“Delete” keeps " + kept + "; “With jobs” deletes them too,"),
                Line.dim("but for those that another experiment uses or that run."));
        return new ChangeQuestion(
                UntrustedText.of("Delete this experiment?"),
                lines,
                List.of(
                        new Choice(
                                UntrustedText.of("Delete"),
                                new Change.DeleteExperiment(state.id(), row.id(), false),
                                true),
                        new Choice(
                                UntrustedText.of("With jobs"),
                                new Change.DeleteExperiment(state.id(), row.id(), true),
                                true)),
                0);
    }

    /** A warning with what it proposes; where nothing can be changed, without. Source: interfaces.md 3.9. */
    public static ChangeQuestion of(MirrorState state, WarningRow row) {
        var lines = new ArrayList<Line>();
        row.description().forEach(line -> lines.add(new Line(line, Tone.PLAIN)));
        Warning warning = row.warning();
        lines.addAll(listed(warning));
        UntrustedText refusal = Changes.refusal(state);
        if (refusal != null && !warning.actions().isEmpty()) {
            lines.add(new Line(refusal, Tone.CAUTION));
        }
        List<Choice> choices = refusal != null
                ? List.of()
                : warning.actions().entrySet().stream()
                        .filter(action -> !action.getKey().equals("dismiss"))
                        .map(action -> new Choice(
                                action.getValue(),
                                new Change.Resolve(state.id(), warning, action.getKey()),
                                isDestructive(action.getKey())))
                        .toList();
        return new ChangeQuestion(
                UntrustedText.of(row.glyph() + " " + row.title().raw()), lines, choices, 0);
    }

    /** What the context of a warning lists, whatever it calls it. */
    private static List<Line> listed(Warning warning) {
        var lines = new ArrayList<Line>();
        for (JsonValue value : warning.context().values().values()) {
            if (value instanceof JsonValue.Items items) {
                List<String> all = items.values().stream()
                        .filter(JsonValue.Text.class::isInstance)
                        .map(item -> ((JsonValue.Text) item).value().raw())
                        .toList();
                all.stream().limit(LISTED).forEach(item -> lines.add(Line.dim("  " + item)));
                if (all.size() > LISTED) {
                    lines.add(Line.dim("  and " + (all.size() - LISTED) + " more"));
                }
            }
        }
        return lines;
    }

    private static boolean isDestructive(String action) {
        return List.of("clean", "remove", "delete", "kill").contains(action);
    }

    private static Ask.@Nullable Refused refused(MirrorState state) {
        UntrustedText refusal = Changes.refusal(state);
        return refusal == null ? null : new Ask.Refused(refusal);
    }

    private static List<Line> named(List<JobKey> jobs) {
        var lines = new ArrayList<Line>();
        for (JobKey key : jobs.subList(0, Math.min(NAMED, jobs.size()))) {
            lines.add(new Line(key.task().display(), Tone.STRONG));
            lines.add(new Line(key.job().display(), Tone.PLAIN));
        }
        if (jobs.size() > NAMED) {
            lines.add(Line.dim("and " + (jobs.size() - NAMED) + " more"));
        }
        return lines;
    }

    private static int number(int jobs) {
        return jobs > MOST_UNTYPED ? jobs : 0;
    }
}
