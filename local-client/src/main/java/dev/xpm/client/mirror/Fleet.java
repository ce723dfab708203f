package dev.xpm.client.mirror;

import java.util.List;

/** The watched workspaces, each with a connection and a thread of its own: a dead host does not delay the others. */
public final class Fleet {
    private final List<WorkspaceMirror> mirrors;

    /**
     * The workspaces in the order in which they are shown.
     *
     * @param mirrors at least one, with different ids
     */
    public Fleet(List<WorkspaceMirror> mirrors) {
        this.mirrors = List.copyOf(mirrors);
    }

    public static Fleet of(WorkspaceMirror only) {
        return new Fleet(List.of(only));
    }

    public List<WorkspaceMirror> mirrors() {
        return mirrors;
    }

    /** The newest published states; never waits. */
    public FleetState state() {
        return new FleetState(mirrors.stream().map(WorkspaceMirror::state).toList());
    }

    /** That of a workspace; the first for one that is not watched. */
    public WorkspaceMirror of(SourceId id) {
        return mirrors.stream()
                .filter(mirror -> mirror.id().equals(id))
                .findFirst()
                .orElse(mirrors.get(0));
    }

    /** As {@link WorkspaceMirror#onChange}, for changes of any of them, on the thread of that one. */
    public AutoCloseable onChange(Runnable listener) {
        List<AutoCloseable> listening =
                mirrors.stream().map(mirror -> mirror.onChange(listener)).toList();
        return () -> {
            for (AutoCloseable one : listening) {
                one.close();
            }
        };
    }

    /** Asks for the jobs of a run and keeps them fresh from now on. */
    public void open(RunKey key) {
        of(key.source()).open(key);
    }

    /** Asks for the history of an experiment, anew each time. */
    public void openRuns(RunKey key) {
        of(key.source()).openRuns(key.experiment());
    }

    /** Re-reads everything that is shown, past the peers' caches. */
    public void refresh() {
        mirrors.forEach(WorkspaceMirror::refresh);
    }
}
