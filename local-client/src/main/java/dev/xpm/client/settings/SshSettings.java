package dev.xpm.client.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a remote workspace, and how to start experimaestro there. Source: interfaces.md 2, protocol.md 2.3.
 *
 * @param host {@code user@host}, {@code host}, or an alias; never empty
 * @param shellInit shell text to run first
 * @param uvOffline adds {@code --offline} to {@code uv tool run}
 * @param python for {@code uv tool run}
 * @param xpmPath command that starts experimaestro, in place of {@code uv}
 * @param transport {@code auto}, {@code builtin} or {@code openssh}; null for the default
 * @param launch which way of starting it
 * @param options arguments for ssh; each may still hold several words
 */
public record SshSettings(
        String host,
        @Nullable String shellInit,
        boolean uvOffline,
        @Nullable String python,
        @Nullable String xpmPath,
        @Nullable String transport,
        LaunchMode launch,
        List<String> options) {
    public SshSettings {
        options = List.copyOf(options);
    }
}
