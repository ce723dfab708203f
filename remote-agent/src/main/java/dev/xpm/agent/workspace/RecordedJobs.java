package dev.xpm.agent.workspace;

import dev.xpm.protocol.codec.LineFields;
import dev.xpm.protocol.event.ExperimentFold;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobInfo;
import dev.xpm.protocol.workspace.JobPhase;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.RunId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Folds the states of the jobs whose submission the run has recorded in full, straight from the lines of an event file.
 * They are almost all events of a large run, and all that they add is the state, the time, and what the job waits for: what
 * was recorded at submission stays (see {@link RunFold}). Anything else is left to be read as an event.
 */
final class RecordedJobs implements Attribution.Taker {
    /** More words than there are states. */
    private static final int MAX_STATES = 100;

    private final ExperimentFold fold;
    private final RunId run;
    private final Told told;
    private final Map<String, JobInfo> recorded;
    private final Map<String, JobState> states = new HashMap<>();

    RecordedJobs(ExperimentFold fold, RunId run, Map<JobId, JobInfo> submitted, Told told) {
        this.fold = fold;
        this.run = run;
        this.told = told;
        this.recorded = new HashMap<>(submitted.size() * 4 / 3 + 1);
        submitted.forEach((job, info) -> recorded.put(job.value(), info));
    }

    /** What else there is to know of each line. */
    interface Told {
        /**
         * Called for each line that was taken.
         *
         * @param time in Unix seconds
         */
        void of(JobId job, JobPhase phase, double time);
    }

    @Override
    public boolean take(LineFields line, RunId named) {
        if (!named.equals(run)) {
            return true;
        }
        String id = line.string("job_id");
        JobInfo info = id == null ? null : recorded.get(id);
        String word = line.string("scheduler_state");
        List<String> others = line.texts("depends_on");
        if (info == null || word == null || others == null || !line.isMissing("failure_reason")) {
            return false;
        }
        boolean isRecorded = info.timestamp() != null && (!info.tags().isEmpty() || line.isEmptyContainer("tags"));
        if (!isRecorded) {
            return false;
        }
        JobId job = info.key().job();
        JobState state = state(word);
        fold.told(job, state);
        if (!others.isEmpty()) {
            fold.waitsFor(job, ids(others));
        }
        told.of(job, state.phase(), line.number("timestamp", 0));
        return true;
    }

    private JobState state(String word) {
        JobState known = states.get(word);
        if (known == null) {
            known = JobState.scheduled(word, null);
            if (states.size() < MAX_STATES) {
                states.put(word, known);
            }
        }
        return known;
    }

    private List<JobId> ids(List<String> names) {
        var ids = new ArrayList<JobId>(names.size());
        for (String name : names) {
            JobInfo info = recorded.get(name);
            JobId id = info == null ? JobId.orNull(name) : info.key().job();
            if (id != null) {
                ids.add(id);
            }
        }
        return ids;
    }
}
