package dev.xpm.client.demo;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a job of the sample will do.
 *
 * @param task such as {@code reader.train}
 * @param kind what its logs and its progress look like
 * @param parameters texts, numbers or booleans
 * @param tags the parameters that the user wants to see in tables
 * @param needs jobs that must be done first
 * @param length how long it runs
 * @param fails ends with an exception, at about two thirds of its length
 */
record SampleJob(
        String task,
        Kind kind,
        Map<String, Object> parameters,
        Map<String, Object> tags,
        List<SampleJob> needs,
        Duration length,
        boolean fails) {
    enum Kind {
        PREPARE,
        TRAIN,
        EVALUATE,
        REPORT
    }

    SampleJob {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        needs = List.copyOf(needs);
    }

    /** A hash of what the job is made of, as 64 hex digits. */
    String id() {
        return SampleWorkspace.sha256(
                task + parameters + needs.stream().map(SampleJob::id).toList());
    }

    /** Last part of the task: its files are named after it. */
    String script() {
        return task.substring(task.lastIndexOf('.') + 1);
    }
}
