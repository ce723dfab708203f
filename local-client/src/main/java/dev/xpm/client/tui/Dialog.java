package dev.xpm.client.tui;

import dev.xpm.client.change.Change;
import dev.xpm.client.tui.terminal.Key;
import dev.xpm.client.tui.widget.Canvas;
import dev.xpm.client.tui.widget.Piece;
import dev.xpm.client.tui.widget.Style;
import dev.xpm.client.tui.widget.TextField;
import dev.xpm.client.view.ChangeQuestion;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.DisplayWidth;
import dev.xpm.protocol.text.UntrustedText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A question or a notice over the page. Source: interfaces.md 3.11. */
final class Dialog implements Overlay {
    private static final int WIDTH = 62;
    private static final int MOST_LABEL = 20;

    private final Piece title;
    private final List<Piece> lines;
    private final List<Button> buttons;
    private final String confirmKey;
    private final String wanted;
    private final TextField typed = new TextField();
    private int focus;

    /** A choice and what it does. */
    record Button(String label, Runnable action) {}

    /**
     * A dialog with the focus on a button.
     *
     * @param confirmKey key that presses the first button, empty for none
     */
    Dialog(Piece title, List<Piece> lines, List<Button> buttons, int focus, String confirmKey) {
        this(title, lines, buttons, focus, confirmKey, "");
    }

    private Dialog(Piece title, List<Piece> lines, List<Button> buttons, int focus, String confirmKey, String wanted) {
        this.wanted = wanted;
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
        if (!wanted.isEmpty() && typed.type(key)) {
            focus = isTyped() ? 0 : buttons.size() - 1;
            return false;
        }
        switch (key.name()) {
            case "Left", "Up", "S-Tab" -> focus = Math.floorMod(focus - 1, buttons.size());
            case "Right", "Down", "Tab" -> focus = (focus + 1) % buttons.size();
            case "Enter" -> {
                if (focus < buttons.size() - 1 && !isTyped()) {
                    return false;
                }
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

    private boolean isTyped() {
        return typed.text().equals(wanted);
    }

    @Override
    public void draw(Canvas canvas) {
        int widest = lines.stream()
                .mapToInt(line -> DisplayWidth.of(line.text().forTerminal()))
                .max()
                .orElse(0);
        int width = Math.min(Math.max(WIDTH, widest + 4), canvas.width() - 4);
        List<Piece> folded = new ArrayList<>();
        lines.forEach(line -> fold(line, width - 4, folded));
        int field = wanted.isEmpty() ? 0 : 2;
        int shown = Math.min(folded.size(), canvas.height() - 6 - field);
        int height = shown + 5 + field;
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
            Piece line = folded.get(at);
            box.text(2, at + 2, line.text().forTerminal(width - 4), line.tone());
        }
        if (field > 0) {
            int x = box.text(2, shown + 2, "Type " + wanted + " to confirm: ", Tone.STRONG);
            x = box.text(x, shown + 2, UntrustedText.of(typed.text()).forTerminal(wanted.length() + 1), Tone.PLAIN);
            box.text(x, shown + 2, " ", box.theme().button(true));
        }
        drawButtons(box, height - 2);
    }

    /** Nothing that is asked about is cut: an id stands there to its last letter. */
    private static void fold(Piece line, int width, List<Piece> into) {
        String clean = line.text().forTerminal();
        do {
            String head = DisplayWidth.of(clean) <= width ? clean : head(clean, width);
            into.add(new Piece(UntrustedText.of(head), line.tone()));
            clean = clean.substring(head.length());
        } while (!clean.isEmpty());
    }

    private static String head(String text, int width) {
        int end = 0;
        int columns = 0;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            columns += DisplayWidth.of(point);
            if (columns > width) {
                break;
            }
            end += Character.charCount(point);
        }
        return text.substring(0, Math.max(end, Character.charCount(text.codePointAt(0))));
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

    /**
     * What is asked before a change; the focus is on leaving it.
     *
     * @param choose does what was chosen
     */
    static Dialog of(ChangeQuestion question, Consumer<Change> choose) {
        var buttons = new ArrayList<Button>();
        question.choices()
                .forEach(choice -> buttons.add(
                        new Button(choice.label().forTerminal(MOST_LABEL), () -> choose.accept(choice.change()))));
        buttons.add(new Button(question.choices().isEmpty() ? "Close" : "Cancel", () -> {}));
        return new Dialog(
                new Piece(question.title(), Tone.STRONG),
                question.lines().stream()
                        .map(line -> new Piece(line.text(), line.tone()))
                        .toList(),
                buttons,
                buttons.size() - 1,
                "",
                question.number() == 0 ? "" : String.valueOf(question.number()));
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
