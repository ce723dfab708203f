package dev.xpm.client.mirror;

import dev.xpm.protocol.text.UntrustedText;

/**
 * Which of the watched workspaces something belongs to.
 *
 * @param name as the settings call the workspace; empty where only one is watched
 */
public record SourceId(String name) {
    /** Where only one workspace is watched, it needs no name. */
    public static final SourceId ONLY = new SourceId("");

    public UntrustedText display() {
        return UntrustedText.of(name);
    }
}
