package dev.xpm.client.tui;

import dev.xpm.client.tui.terminal.Key;
import dev.xpm.client.tui.widget.Canvas;
import dev.xpm.client.tui.widget.Move;
import dev.xpm.client.tui.widget.Piece;
import dev.xpm.client.view.Action;
import dev.xpm.client.view.Place;
import java.util.List;

/** What fills the screen between tabs and status line. Called on the thread of the face only. */
sealed interface Page
        permits ExperimentsPage,
                RunsPage,
                JobsPage,
                JobPage,
                LogPage,
                ServicesPage,
                OrphansPage,
                WarningsPage,
                OutputPage,
                HelpPage {
    /** Which keys work here. */
    Place place();

    /** Takes the newest state; called after every change and once before the first drawing. */
    default void refresh() {}

    void draw(Canvas canvas);

    /** Does what a key stands for; false if it means nothing here. */
    boolean act(Action action);

    void move(Move move);

    /** Takes a key before it is looked up, while text is typed. */
    default boolean type(Key key) {
        return false;
    }

    /** A click on a line of the page; true if it was the second on the same row. */
    default boolean click(int line) {
        return false;
    }

    /** Details of what the cursor is on, for the status line. */
    default List<Piece> status() {
        return List.of();
    }

    /** Without header and tabs. */
    default boolean fillsScreen() {
        return false;
    }

    /** Called when it is left for good. */
    default void close() {}
}
