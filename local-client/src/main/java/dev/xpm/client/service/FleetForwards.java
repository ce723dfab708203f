package dev.xpm.client.service;

import dev.xpm.client.mirror.SourceId;

/** The ways to the services of each watched workspace. Must not block. */
public interface FleetForwards {
    /** Those of one workspace; of one that is not watched, the first one's. */
    Forwards of(SourceId source);
}
