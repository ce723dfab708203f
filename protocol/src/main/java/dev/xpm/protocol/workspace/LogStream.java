package dev.xpm.protocol.workspace;

/** Which of a job's two log files. Source: workspace-format.md 8. */
public enum LogStream {
    STDOUT("stdout", "out"),
    STDERR("stderr", "err");

    private final String wireName;
    private final String extension;

    LogStream(String wireName, String extension) {
        this.wireName = wireName;
        this.extension = extension;
    }

    public String wireName() {
        return wireName;
    }

    /** Name of the file in the job's directory. */
    public String fileName(TaskId task) {
        return task.script() + "." + extension;
    }
}
