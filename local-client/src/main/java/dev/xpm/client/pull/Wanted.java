package dev.xpm.client.pull;

import dev.xpm.protocol.path.ConfinedPath;

/** One thing to pull. */
public sealed interface Wanted {
    /** Where it lies below the workspace, and where its copy goes below the cache. */
    ConfinedPath path();

    /** A regular file; anything else at that path is refused. */
    record File(ConfinedPath path) implements Wanted {}

    /** A directory with all regular files below it. */
    record Tree(ConfinedPath path) implements Wanted {}
}
