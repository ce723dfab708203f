package dev.xpm.client.tui.widget;

import com.googlecode.lanterna.TextCharacter;
import com.googlecode.lanterna.screen.Screen;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.DisplayWidth;
import dev.xpm.protocol.text.UntrustedText;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A rectangle of the screen to draw on; what goes beyond it is cut. Every text is cleaned here, ours too, so that there
 * is no way around it.
 */
public final class Canvas {
    private final Screen screen;
    private final Theme theme;
    private final boolean ascii;
    private final int left;
    private final int top;
    private final int width;
    private final int height;

    public Canvas(Screen screen, Theme theme, boolean ascii) {
        this(
                screen,
                theme,
                ascii,
                0,
                0,
                screen.getTerminalSize().getColumns(),
                screen.getTerminalSize().getRows());
    }

    private Canvas(Screen screen, Theme theme, boolean ascii, int left, int top, int width, int height) {
        this.screen = screen;
        this.theme = theme;
        this.ascii = ascii;
        this.left = left;
        this.top = top;
        this.width = Math.max(0, width);
        this.height = Math.max(0, height);
    }

    /** The same place, where everything is drawn as what is of the past. */
    public Canvas dimmed() {
        return new Canvas(screen, theme.dimmed(), ascii, left, top, width, height);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public Theme theme() {
        return theme;
    }

    public boolean ascii() {
        return ascii;
    }

    /** A part of this rectangle, cut to what lies within. */
    public Canvas part(int x, int y, int partWidth, int partHeight) {
        int fromX = Math.max(0, Math.min(x, width));
        int fromY = Math.max(0, Math.min(y, height));
        return new Canvas(
                screen,
                theme,
                ascii,
                left + fromX,
                top + fromY,
                Math.min(partWidth, width - fromX),
                Math.min(partHeight, height - fromY));
    }

    public Canvas rows(int from, int count) {
        return part(0, from, width, count);
    }

    public void clear() {
        for (int y = 0; y < height; y++) {
            fill(y, theme.plain());
        }
    }

    public void fill(int y, Style style) {
        text(0, y, " ".repeat(width), style);
    }

    /**
     * Draws from a column on, which may lie left of the rectangle.
     *
     * @return the column behind the text; beyond the right edge if some of it was cut
     */
    public int text(int x, int y, UntrustedText text, Style style) {
        String clean = text.forTerminal();
        int column = x;
        for (int at = 0; at < clean.length(); ) {
            if (column >= width) {
                return width + 1;
            }
            int end = endOfLetter(clean, at);
            int columns = CellText.widthOf(clean.codePointAt(at));
            if (columns > 0) {
                put(column, y, clean.substring(at, end), columns, style);
                column += columns;
            }
            at = end;
        }
        return column;
    }

    public int text(int x, int y, String text, Style style) {
        return text(x, y, UntrustedText.of(text), style);
    }

    public int text(int x, int y, String text, Tone tone) {
        return text(x, y, text, theme.of(tone));
    }

    public int pieces(int x, int y, List<Piece> pieces) {
        return pieces(x, y, pieces, style -> style);
    }

    public int pieces(int x, int y, List<Piece> pieces, UnaryOperator<Style> change) {
        int column = x;
        for (Piece piece : pieces) {
            column = text(column, y, piece.text(), change.apply(theme.of(piece.tone())));
        }
        return column;
    }

    /** Draws so that the text ends before the right edge, if there is room right of a column; else cuts it there. */
    public void right(int y, String text, int notBefore, Style style) {
        int room = width - notBefore;
        String cut = DisplayWidth.cut(text, room);
        text(width - DisplayWidth.of(cut), y, cut, style);
    }

    /** {@code ─ Title ───────── right ─}. */
    public void rule(int y, String title, String right) {
        text(0, y, "─".repeat(width), theme.rule());
        int end = title.isEmpty() ? 0 : text(1, y, " " + title + " ", theme.accent());
        if (!right.isEmpty() && DisplayWidth.of(right) + end + 4 <= width) {
            text(width - DisplayWidth.of(right) - 3, y, " " + right + " ", theme.of(Tone.DIM));
        }
    }

    /** Lines in the middle, the first one stronger. */
    public void centred(List<UntrustedText> lines) {
        int y = Math.max(0, (height - lines.size()) / 3);
        Tone tone = Tone.PLAIN;
        for (UntrustedText line : lines) {
            if (y < height) {
                String shown = line.forTerminal(width - 4);
                text(Math.max(1, (width - DisplayWidth.of(shown)) / 2), y, shown, theme.of(tone));
            }
            tone = Tone.DIM;
            y++;
        }
    }

    private void put(int column, int y, String letter, int columns, Style style) {
        if (y < 0 || y >= height || column < 0 || column >= width) {
            return;
        }
        String shown = column + columns > width ? " " : CellText.of(letter, columns, ascii);
        TextCharacter cell =
                TextCharacter.fromString(shown, style.foreground(), style.background(), style.emphasis())[0];
        screen.setCharacter(left + column, top + y, cell);
        if (columns == 2 && column + 1 < width && !cell.isDoubleWidth()) {
            screen.setCharacter(
                    left + column + 1,
                    top + y,
                    TextCharacter.fromString(" ", style.foreground(), style.background(), style.emphasis())[0]);
        }
    }

    private static int endOfLetter(String text, int start) {
        int at = start + Character.charCount(text.codePointAt(start));
        while (at < text.length() && CellText.widthOf(text.codePointAt(at)) == 0) {
            at += Character.charCount(text.codePointAt(at));
        }
        return at;
    }
}
