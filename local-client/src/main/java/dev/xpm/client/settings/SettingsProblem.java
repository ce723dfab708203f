package dev.xpm.client.settings;

import dev.xpm.client.yaml.Position;
import org.jspecify.annotations.Nullable;

/** Something in a settings file that is wrong, or that deserves a warning; null place for the file as a whole. */
public record SettingsProblem(String file, @Nullable Position at, String sentence) {
    /** {@code FILE:LINE:COL: sentence}. */
    public String text() {
        return at == null ? file + ": " + sentence : file + ":" + at.line() + ":" + at.column() + ": " + sentence;
    }
}
