package dev.xpm.client.web.page;

import dev.xpm.client.view.LinkLook;
import dev.xpm.client.view.Totals;
import org.jspecify.annotations.Nullable;

/**
 * What stands around every page.
 *
 * @param title of the window, counts included
 * @param section which entry of the navigation is current
 * @param link state of the connection to the host
 * @param state what a script needs to keep that up to date
 * @param source host and directory
 * @param csrf null on the login page
 * @param assets what comes before the name of a script in its address
 */
record Frame(
        String title,
        String section,
        LinkLook link,
        LinkState state,
        String source,
        Totals totals,
        @Nullable String csrf,
        String assets) {
    /** Words and colour of the link. */
    record Look(String words, String tone) {}

    String linkTone() {
        return Badge.tone(link.tone());
    }
}
