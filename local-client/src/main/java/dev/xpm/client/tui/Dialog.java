package dev.xpm.client.tui;

import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.DisplayWidth;
import java.util.List;

/** A question or a notice over the page. Source: interfaces.md 3.11. */
final class Dialog implements Overlay {
    private static final int WIDTH = 62;

    private final Piece title;
    private final List<Piece> lines;
    private final List<Button> buttons;
    private final String confirmKey;
    private int focus;

    /** A choice and what it does. */
    record Button(String label, Runnable action) {}

    /**
     * A dialog with the focus on a button.
     *
     * @param confirmKey key that presses the first button, empty for none
     */
    Dialog(Piece title, List<Piece> lines, List<Button> buttons, int focus, String confirmKey) {
        this.title = title;
        this.lines = List.copyOf(lines);
        this.buttons = List.copyOf(buttons);
        this.focus = focus;
        this.confirmKey = confirmKey;
    }

    @Override
    public boolean press(Key key) {
        if (key.name().equals(confirmKey)) {
            buttons.get(0).action.run();
            return true;
        }
        switch (key.name()) {
            case "Left", "Up", "S-Tab" -> focus = Math.floorMod(focus - 1, buttons.size());
            case "Right", "Down", "Tab" -> focus = (focus + 1) % buttons.size();
            case "Enter" -> {
                buttons.get(focus).action.run();
                return true;
            }
            case "Esc" -> {
                return true;
            }
            default -> {}
        }
        return false;
    }

    @Override
    public void draw(Canvas canvas) {
        int width = Math.min(WIDTH, canvas.width() - 4);
        int shown = Math.min(lines.size(), canvas.height() - 6);
        int height = shown + 5;
        Canvas box =
                canvas.part((canvas.width() - width) / 2, Math.max(0, (canvas.height() - height) / 2), width, height);
        box.clear();
        Style frame = box.theme().rule();
        box.text(0, 0, "┌" + "─".repeat(width - 2) + "┐", frame);
        for (int y = 1; y < height - 1; y++) {
            box.text(0, y, "│", frame);
            box.text(width - 1, y, "│", frame);
        }
        box.text(0, height - 1, "└" + "─".repeat(width - 2) + "┘", frame);
        Canvas top = box.part(2, 0, width - 4, 1);
        int end = top.text(
                0,
                0,
                " " + title.text().forTerminal(width - 8) + " ",
                box.theme().of(title.tone()));
        top.text(end, 0, "", frame);
        for (int at = 0; at < shown; at++) {
            Piece line = lines.get(at);
            box.part(2, at + 2, width - 4, 1)
                    .text(0, 0, line.text().forTerminal(width - 4), box.theme().of(line.tone()));
        }
        drawButtons(box, height - 2);
    }

    private void drawButtons(Canvas box, int y) {
        int all = buttons.stream()
                        .mapToInt(button -> DisplayWidth.of(button.label) + 7)
                        .sum()
                - 3;
        int x = Math.max(2, (box.width() - all) / 2);
        for (int at = 0; at < buttons.size(); at++) {
            x = box.text(x, y, "[ " + buttons.get(at).label + " ]", box.theme().button(at == focus)) + 3;
        }
    }

    /** {@code q} again confirms. */
    static Dialog quit(Runnable quit) {
        return new Dialog(
                Piece.of("Quit?", Tone.STRONG),
                List.of(Piece.plain("Monitoring stops; the jobs go on."), Piece.dim("q again quits, Esc stays.")),
                List.of(new Button("Quit", quit), new Button("Cancel", () -> {})),
                1,
                "q");
    }
}
