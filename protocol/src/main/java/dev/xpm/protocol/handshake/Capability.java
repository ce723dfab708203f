package dev.xpm.protocol.handshake;

/** Names of what our agent can do beyond the original, as announced under {@code x}. Source: protocol.md 7.2. */
public final class Capability {
    /** {@code x/subscribe}, {@code x/ping}, {@code x/resync}. */
    public static final String EVENTS = "events";

    /** {@code x/snapshot}. */
    public static final String SNAPSHOT = "snapshot";

    /** {@code x/log.read}, {@code x/log.follow}, {@code x/log.unfollow}. */
    public static final String LOG = "log";

    /** {@code x/host.info}. */
    public static final String HOST = "host";

    /** {@code x/workspace.stats}. */
    public static final String STATS = "stats";

    /** {@code x/processes}. */
    public static final String PROCESSES = "processes";

    /** {@code x/job.files}, {@code x/file.list}, {@code x/file.read}. */
    public static final String FILES = "files";

    /** {@code x/scan}. */
    public static final String SCAN = "scan";

    /** {@code x/run.tag}. */
    public static final String TAG = "tag";

    /** {@code x/cancel}. */
    public static final String CANCEL = "cancel";

    private Capability() {}
}
