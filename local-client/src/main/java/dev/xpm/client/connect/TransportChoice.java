package dev.xpm.client.connect;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which SSH makes the connection: the setting {@code ssh.transport}. Source: interfaces.md 2. */
public enum TransportChoice {
    /** The built-in SSH, unless it cannot do what the configuration or the options ask. */
    AUTO,
    BUILTIN,
    /** The system's ssh program. */
    OPENSSH;

    /** Reads a word of the settings, which have checked it; null for the default. */
    public static TransportChoice of(@Nullable String word) {
        return word == null ? AUTO : valueOf(word.toUpperCase(Locale.ROOT));
    }
}
