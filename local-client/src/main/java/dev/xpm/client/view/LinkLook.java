package dev.xpm.client.view;

import dev.xpm.client.mirror.Link;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * How the state of the connection looks: {@code ● live 38ms}, {@code ◌ connecting}, {@code ✗ offline since 14:02}.
 * Source: interfaces.md 3.1.
 */
public record LinkLook(String glyph, String text, Tone tone) {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm");

    /**
     * The look of a link.
     *
     * @param here zone of the reader: the time of a loss is told by the reader's clock
     */
    public static LinkLook of(Link link, ZoneId here) {
        if (link instanceof Link.Live live) {
            long millis = live.roundTripMillis();
            return new LinkLook("●", millis <= 0 ? "live" : "live " + millis + "ms", Tone.GOOD);
        }
        if (link instanceof Link.Lost lost) {
            return new LinkLook(
                    "✗", "offline since " + MINUTE.format(lost.since().atZone(here)), Tone.BAD);
        }
        return new LinkLook("◌", link instanceof Link.Connecting c ? c.stage() : "connecting", Tone.CAUTION);
    }

    public String words() {
        return glyph + " " + text;
    }
}
