package dev.xpm.client.pull;

import dev.xpm.protocol.path.ConfinedPath;
import dev.xpm.protocol.text.UntrustedText;
import java.util.List;

/**
 * What a pull brought.
 *
 * @param present the wanted files, and the files below wanted directories, that lie in the cache now and are those of the host
 * @param missing wanted but not on the host, or too large, or not readable there
 * @param refused what arrived without having been asked for, or as another kind of file; thrown away
 * @param complete false if the other side reported that something was left out
 * @param messages what rsync had to say, last lines
 */
public record PullReport(
        List<ConfinedPath> present,
        List<ConfinedPath> missing,
        List<UntrustedText> refused,
        boolean complete,
        List<UntrustedText> messages) {
    public PullReport {
        present = List.copyOf(present);
        missing = List.copyOf(missing);
        refused = List.copyOf(refused);
        messages = List.copyOf(messages);
    }
}
