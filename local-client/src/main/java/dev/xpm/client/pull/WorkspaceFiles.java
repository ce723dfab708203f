package dev.xpm.client.pull;

/** What a face can have of the files of a workspace: logs, and copies of directories. Must not block. */
public interface WorkspaceFiles extends LogOpener {
    /** Copies of directories. */
    Pulls pulls();
}
