package dev.xpm.client.view;

import dev.xpm.client.mirror.Source;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.Job;
import dev.xpm.protocol.workspace.JobKey;

/** Paths on the host, to show and to copy; never opened from here. Source: workspace-format.md 1.1. */
public final class Paths {
    private Paths() {}

    public static UntrustedText experiment(Source source, ExperimentId id) {
        return below(source, "experiments/" + id.value());
    }

    public static UntrustedText job(Source source, JobKey key) {
        return below(source, "jobs/" + key.locator());
    }

    /** As the peer tells it, else where it must be. */
    public static UntrustedText job(Source source, Job job) {
        UntrustedText path = job.path();
        return path == null || path.isEmpty() ? job(source, job.key()) : path;
    }

    private static UntrustedText below(Source source, String relative) {
        String workspace = source.workspace().raw();
        return UntrustedText.of(workspace.endsWith("/") ? workspace + relative : workspace + "/" + relative);
    }
}
