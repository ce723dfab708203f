package dev.xpm.agent.process;

import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.FailureReason;
import dev.xpm.protocol.workspace.JobState;
import dev.xpm.protocol.workspace.QueuePlace;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the batch system said of one job.
 *
 * @param state scheduled, running, done, or an error with its reason
 * @param asked when it was asked, by the clock of this machine: what files tell of later times is newer
 * @param ended when the job ended; null if it has not, or if that was not told
 * @param place where it stands in the queue; null if it does not wait there, or if that was not told
 */
public record SlurmAnswer(
        JobState state,
        Instant asked,
        @Nullable Instant ended,
        @Nullable QueuePlace place) {
    public SlurmAnswer(JobState state, Instant asked, @Nullable Instant ended) {
        this(state, asked, ended, null);
    }

    SlurmAnswer at(@Nullable QueuePlace newPlace) {
        return new SlurmAnswer(state, asked, ended, newPlace);
    }

    /** The words of the batch system. A word that is not here says nothing about the job. */
    private static final Map<String, JobState> STATES = states();

    /**
     * Reads lines {@code id|STATE|end}; the end may be missing. A state may be followed by more words, as in
     * {@code CANCELLED by 1000}, or by a plus sign.
     *
     * @param zone in which the command writes its times
     */
    static Map<String, SlurmAnswer> read(String output, Instant asked, ZoneId zone) {
        var answers = new HashMap<String, SlurmAnswer>();
        for (String line : output.lines().toList()) {
            List<String> fields = List.of(line.split("\\|", -1));
            if (fields.size() < 2) {
                continue;
            }
            JobState state = STATES.get(firstWord(fields.get(1)));
            if (state != null) {
                Instant end = fields.size() > 2 ? time(fields.get(2), zone) : null;
                answers.put(
                        fields.get(0).trim(),
                        new SlurmAnswer(state, asked, state.phase().isActive() ? null : end));
            }
        }
        return answers;
    }

    /**
     * Reads the waiting jobs, the first in the queue first: lines {@code id|partition|reason}. Each job is counted among
     * those of its partition.
     */
    static Map<String, QueuePlace> readQueue(String output) {
        var places = new HashMap<String, QueuePlace>();
        var waiting = new HashMap<String, Integer>();
        for (String line : output.lines().toList()) {
            List<String> fields = List.of(line.split("\\|", 3));
            if (fields.size() == 3) {
                int position = waiting.merge(fields.get(1), 1, Integer::sum);
                UntrustedText reason = UntrustedText.of(fields.get(2).trim());
                places.put(fields.get(0).trim(), new QueuePlace(reason, position));
            }
        }
        return places;
    }

    private static String firstWord(String text) {
        String word = text.trim().split(" ", 2)[0];
        return word.endsWith("+") ? word.substring(0, word.length() - 1) : word;
    }

    /** Null for {@code Unknown}, and for the other forms that a user's own settings may ask of the command. */
    private static @Nullable Instant time(String text, ZoneId zone) {
        try {
            return LocalDateTime.parse(text.trim()).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Map<String, JobState> states() {
        var states = new HashMap<String, JobState>();
        for (String name : List.of(
                "PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "RESV_DEL_HOLD", "SPECIAL_EXIT")) {
            states.put(name, JobState.SCHEDULED);
        }
        for (String name :
                List.of("RUNNING", "COMPLETING", "SUSPENDED", "STOPPED", "SIGNALING", "STAGE_OUT", "RESIZING")) {
            states.put(name, JobState.RUNNING);
        }
        states.put("COMPLETED", JobState.DONE);
        for (String name : List.of("FAILED", "NODE_FAIL", "BOOT_FAIL", "REVOKED", "LAUNCH_FAILED", "RECONFIG_FAIL")) {
            states.put(name, JobState.error(FailureReason.FAILED));
        }
        states.put("TIMEOUT", JobState.error(FailureReason.TIMEOUT));
        states.put("DEADLINE", JobState.error(FailureReason.TIMEOUT));
        states.put("OUT_OF_MEMORY", JobState.error(FailureReason.MEMORY));
        states.put("CANCELLED", JobState.error(FailureReason.CANCELLED));
        states.put("PREEMPTED", JobState.error(FailureReason.CANCELLED));
        return Map.copyOf(states);
    }
}
