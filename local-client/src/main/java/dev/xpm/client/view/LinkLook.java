package dev.xpm.client.view;

import dev.xpm.client.connect.Link;
import dev.xpm.client.mirror.FleetState;
import dev.xpm.client.mirror.MirrorState;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * How the state of the connection looks: {@code ● live 38ms}, {@code ◌ connecting}, {@code ! retry in 8s}, {@code ✗
 * offline since 14:02}. Source: interfaces.md 3.1.
 */
public record LinkLook(String glyph, String text, Tone tone) {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm");

    /**
     * The look of a link.
     *
     * @param now for how long it is until the next attempt
     * @param here zone of the reader: the time of a loss is told by the reader's clock
     */
    public static LinkLook of(Link link, Instant now, ZoneId here) {
        if (link instanceof Link.Live live) {
            long millis = live.roundTripMillis();
            return new LinkLook("●", millis <= 0 ? "live" : "live " + millis + "ms", Tone.GOOD);
        }
        if (link instanceof Link.Waiting waiting) {
            long left = Math.max(
                    0, Duration.between(now, waiting.next()).plusMillis(999).toSeconds());
            return new LinkLook("!", "retry in " + left + "s", Tone.CAUTION);
        }
        if (link instanceof Link.Reconnecting again) {
            return new LinkLook("◌", again.stage(), Tone.CAUTION);
        }
        if (link instanceof Link.Lost lost) {
            return new LinkLook(
                    "✗", "offline since " + MINUTE.format(lost.since().atZone(here)), Tone.BAD);
        }
        return new LinkLook("◌", link instanceof Link.Connecting c ? c.stage() : "connecting", Tone.CAUTION);
    }

    /** As above, of a workspace: also whether the agent there is an older one. */
    public static LinkLook of(MirrorState state, Instant now, ZoneId here) {
        LinkLook look = of(state.link(), now, here);
        return state.isLive() && state.older() != null
                ? new LinkLook(look.glyph, look.text + ", older agent", Tone.CAUTION)
                : look;
    }

    /**
     * The look of several links: how many are live, and the worst of the others.
     *
     * @param here zone of the reader
     */
    public static LinkLook of(FleetState fleet, Instant now, ZoneId here) {
        if (!fleet.isSeveral()) {
            return of(fleet.states().get(0), now, here);
        }
        long live = fleet.states().stream().filter(MirrorState::isLive).count();
        long lost = fleet.states().stream()
                .filter(state -> state.link() instanceof Link.Lost)
                .count();
        String text = live + " of " + fleet.states().size() + " live";
        if (lost > 0) {
            return new LinkLook("✗", text, Tone.BAD);
        }
        boolean all = live == fleet.states().size();
        return new LinkLook(all ? "●" : "◌", text, all ? Tone.GOOD : Tone.CAUTION);
    }

    public String words() {
        return glyph + " " + text;
    }
}
