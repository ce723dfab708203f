package dev.xpm.protocol.workspace;

import java.util.List;

/** A look at the process of one of several jobs, and at the processes that it has started. */
public record JobProcess(JobKey key, ProcessInfo process, List<Child> children) {
    public JobProcess {
        children = List.copyOf(children);
    }

    /** CPU in percent of one core, resident memory in units of 2^20 bytes. */
    public record Child(long pid, double cpuPercent, double memoryMb) {}
}
