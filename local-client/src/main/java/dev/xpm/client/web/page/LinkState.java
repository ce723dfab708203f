package dev.xpm.client.web.page;

import dev.xpm.client.connect.Link;
import dev.xpm.client.mirror.Comeback;
import dev.xpm.client.mirror.FleetState;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.view.LinkWords;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * The connection as a page needs it beside its look.
 *
 * @param age since when nothing is seen, null while all is
 * @param retryAt Unix milliseconds of the next attempt, null if none is planned
 * @param question whether the host waits for an answer of the user
 * @param note what happened the last time that nothing was seen, empty for nothing
 * @param noteNumber tells one note from another
 */
record LinkState(@Nullable String age, @Nullable String retryAt, boolean question, String note, long noteNumber) {
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("HH:mm:ss");

    /** That of the first workspace that is not seen, or else of the first. */
    static LinkState of(FleetState fleet, ZoneId here) {
        MirrorState state = fleet.states().stream()
                .filter(one -> one.link() instanceof Link.Lost)
                .findFirst()
                .orElse(fleet.states().get(0));
        Comeback comeback = state.comeback();
        return new LinkState(
                state.link() instanceof Link.Lost lost
                        ? SECOND.format(lost.since().atZone(here))
                        : null,
                !fleet.isSeveral() && state.link() instanceof Link.Waiting waiting
                        ? String.valueOf(waiting.next().toEpochMilli())
                        : null,
                fleet.states().stream().anyMatch(one -> one.question() != null),
                comeback == null ? "" : LinkWords.back(comeback),
                comeback == null ? 0 : comeback.number());
    }
}
