package dev.xpm.client.tui;

import com.googlecode.lanterna.screen.Screen;
import dev.xpm.client.tui.widget.Canvas;
import java.io.IOException;

/** Brings the face onto a screen: only what changed, or every cell after a change of size. */
final class Painter {
    private final Screen screen;
    private final boolean ascii;
    private boolean whole;

    Painter(Screen screen, boolean ascii) {
        this.screen = screen;
        this.ascii = ascii;
    }

    /** Makes the next drawing a whole one. */
    void forget() {
        whole = true;
    }

    void paint(Face face) throws IOException {
        boolean resized = screen.doResizeIfNecessary() != null;
        face.draw(new Canvas(screen, face.theme(), ascii));
        screen.refresh(resized || whole ? Screen.RefreshType.COMPLETE : Screen.RefreshType.DELTA);
        whole = false;
    }
}
