package dev.xpm.protocol.workspace;

import dev.xpm.protocol.text.UntrustedText;
import org.jspecify.annotations.Nullable;

/** One nesting level of a job's progress: level 0 is the outermost; the fraction is within 0 and 1. */
public record Progress(int level, @Nullable UntrustedText description, double fraction) {
    public Progress {
        fraction = Double.isNaN(fraction) ? 0 : Math.max(0, Math.min(1, fraction));
    }
}
