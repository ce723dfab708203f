package dev.xpm.client.tui;

import dev.xpm.client.tui.terminal.Key;
import dev.xpm.client.tui.widget.Canvas;

/** What lies over the page and takes all keys. */
sealed interface Overlay permits Dialog, PromptDialog {
    /** True if the key closed it. */
    boolean press(Key key);

    void draw(Canvas canvas);
}
