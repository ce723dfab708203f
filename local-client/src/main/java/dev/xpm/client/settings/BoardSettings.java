package dev.xpm.client.settings;

import org.jspecify.annotations.Nullable;

/**
 * Status files that scripts write without experimaestro. Source: interfaces.md 5.
 *
 * @param workspace id of the entry on whose host they lie, null for this machine
 * @param path of one directory that holds all; otherwise at least one of the other three is there
 */
public record BoardSettings(
        String id,
        @Nullable String workspace,
        @Nullable String path,
        @Nullable String statusDirectory,
        @Nullable String logDirectory,
        @Nullable String plotsDirectory) {}
