package dev.xpm.client.demo;

import dev.xpm.client.problem.MonitorException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** Processes that the files of the sample speak of. */
interface JobProcesses {
    /** For what happened in the past: every process has ended, so any number will do. */
    JobProcesses NONE = new JobProcesses() {
        @Override
        public Running job(Path directory, String lock) {
            return new Running(0, () -> false, () -> {});
        }

        @Override
        public AutoCloseable lock(Path file) {
            return () -> {};
        }
    };

    /** A process whose working directory is the job's and which holds the job's lock, until it is closed. */
    Running job(Path directory, String lock) throws IOException, MonitorException;

    /** Holds a lock as the driver of a run does, until it is closed. */
    AutoCloseable lock(Path file) throws MonitorException;

    /**
     * A process that was started.
     *
     * @param isOver whether it has ended, because somebody killed it
     */
    record Running(long pid, BooleanSupplier isOver, AutoCloseable process) {}
}
