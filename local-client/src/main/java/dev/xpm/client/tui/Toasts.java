package dev.xpm.client.tui;

import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.UntrustedText;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The short-lived notice on the status line; a newer one takes the place of an older. */
final class Toasts {
    /** Source: interfaces.md 3.9. */
    private static final Duration SHORT = Duration.ofSeconds(5);

    private static final Duration LONG = Duration.ofSeconds(10);

    /** A notice and how long it stays. */
    record Toast(UntrustedText text, Tone tone, Instant until) {
        String glyph() {
            return switch (tone) {
                case BAD -> "✗ ";
                case CAUTION -> "! ";
                case GOOD -> "✓ ";
                default -> "i ";
            };
        }
    }

    private @Nullable Toast latest;

    void add(UntrustedText text, Tone tone, Instant now) {
        latest = new Toast(text, tone, now.plus(tone == Tone.BAD ? LONG : SHORT));
    }

    @Nullable
    Toast current(Instant now) {
        Toast toast = latest;
        if (toast != null && !now.isBefore(toast.until())) {
            latest = null;
            return null;
        }
        return toast;
    }
}
