package dev.xpm.client.pull;

import dev.xpm.client.mirror.SourceId;

/** The files of each watched workspace. Must not block. */
public interface FleetFiles {
    /** Those of one workspace; of one that is not watched, none can be had. */
    WorkspaceFiles of(SourceId source);
}
