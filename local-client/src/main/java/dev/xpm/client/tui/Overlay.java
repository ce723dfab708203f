package dev.xpm.client.tui;

/** What lies over the page and takes all keys. */
sealed interface Overlay permits Dialog, PromptDialog {
    /** True if the key closed it. */
    boolean press(Key key);

    void draw(Canvas canvas);
}
