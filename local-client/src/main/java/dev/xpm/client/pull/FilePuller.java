package dev.xpm.client.pull;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.path.ConfinedPath;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Copies files of a session's workspace into the cache. */
public final class FilePuller implements AutoCloseable {
    private final AgentSession session;

    private FilePuller(AgentSession session) {
        this.session = session;
    }

    /** For the workspace of an open session; opens nothing yet. */
    public static FilePuller of(AgentSession session) {
        return new FilePuller(session);
    }

    /**
     * The path of something below the workspace, as {@code jobs/task/hash/name.out}; its {@link ConfinedPath#toPath} is
     * where a pull puts the copy.
     *
     * @throws IllegalArgumentException if it is absolute, empty, or climbs
     */
    public ConfinedPath locate(String relative) {
        return ConfinedPath.parse(PullCache.home(), relative);
    }

    /**
     * Copies the wanted files. Cancelling the future ends the copy. Fails with a {@link MonitorException} as its cause.
     *
     * @param maxFileBytes larger files are left out
     */
    public CompletableFuture<PullReport> pull(List<Wanted> wanted, long maxFileBytes) {
        return CompletableFuture.failedFuture(new MonitorException(
                Problem.TRANSFER, "unable to copy from " + session.transport().label()));
    }

    @Override
    public void close() {}
}
