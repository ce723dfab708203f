package dev.xpm.agent.process;

/** Answer to a question about this host that cannot always be answered: an error never becomes a "no". */
public enum Verdict {
    YES,
    NO,
    /** The question cannot be decided from here, for example for a process of another user or a lock on a remote disk. */
    UNKNOWN
}
