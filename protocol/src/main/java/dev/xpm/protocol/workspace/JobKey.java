package dev.xpm.protocol.workspace;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** What tells one job from all others of a workspace: {@code task/hash}. */
public record JobKey(TaskId task, JobId job) implements Comparable<JobKey> {
    private static final Comparator<JobKey> ORDER =
            Comparator.comparing(JobKey::task).thenComparing(JobKey::job);

    /**
     * Reads {@code task/hash}.
     *
     * @throws IllegalArgumentException if it has another form
     */
    public static JobKey parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not TASK/HASH");
        }
        return new JobKey(new TaskId(text.substring(0, slash)), new JobId(text.substring(slash + 1)));
    }

    /** {@code task/hash}: the form that {@link #parse} reads. */
    public String locator() {
        return task.value() + "/" + job.value();
    }

    @Override
    public int compareTo(JobKey other) {
        return ORDER.compare(this, other);
    }

    /** Written out because keys of large maps are compared often; the hash of the job alone tells jobs apart. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof JobKey key && job.equals(key.job) && task.equals(key.task));
    }

    @Override
    public int hashCode() {
        return job.hashCode();
    }
}
