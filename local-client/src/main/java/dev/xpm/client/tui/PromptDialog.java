package dev.xpm.client.tui;

import dev.xpm.client.connect.PromptDesk;
import dev.xpm.client.connect.Prompter;
import dev.xpm.client.tui.terminal.Key;
import dev.xpm.client.tui.widget.Canvas;
import dev.xpm.client.tui.widget.SecretField;
import dev.xpm.client.tui.widget.Style;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.UntrustedText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a host wants to know while a connection is made again: passwords, codes, or a yes. Source: assurance.md R16. */
final class PromptDialog implements Overlay {
    private static final int WIDTH = 70;

    /** Instead of what is typed: that something is, and not how much. */
    private static final String HIDDEN = "•••";

    private final PromptDesk desk;
    private final PromptDesk.Asked asked;
    private final List<SecretField> fields;
    private int focus;

    PromptDialog(PromptDesk desk, PromptDesk.Asked asked) {
        this.desk = desk;
        this.asked = asked;
        this.fields =
                asked.questions().stream().map(question -> new SecretField()).toList();
        // Of a question whether to trust, no is the answer that does no harm.
        this.focus = asked.isYesOrNo() ? 1 : 0;
    }

    /** Whether it is this question that is shown. */
    boolean isFor(PromptDesk.@Nullable Asked other) {
        return asked.equals(other);
    }

    @Override
    public boolean press(Key key) {
        switch (key.name()) {
            case "Esc" -> {
                desk.cancel(asked.number());
                wipe();
                return true;
            }
            case "Up", "S-Tab" -> step(-1);
            case "Down", "Tab" -> step(1);
            case "Left", "Right" -> {
                if (asked.isYesOrNo()) {
                    step(1);
                }
            }
            case "Enter" -> {
                return enter();
            }
            default -> {
                if (!asked.isYesOrNo()) {
                    fields.get(focus).type(key);
                }
            }
        }
        return false;
    }

    /** Forgets what was typed. */
    void wipe() {
        fields.forEach(SecretField::wipe);
    }

    private void step(int by) {
        int count = asked.isYesOrNo() ? 2 : fields.size();
        focus = Math.floorMod(focus + by, count);
    }

    private boolean enter() {
        if (asked.isYesOrNo()) {
            if (focus == 0) {
                desk.answer(asked.number(), List.of());
            } else {
                desk.cancel(asked.number());
            }
            return true;
        }
        if (focus < fields.size() - 1) {
            focus++;
            return false;
        }
        var answers = new ArrayList<char[]>();
        fields.forEach(field -> answers.add(field.copy()));
        desk.answer(asked.number(), answers);
        wipe();
        return true;
    }

    @Override
    public void draw(Canvas canvas) {
        int width = Math.min(WIDTH, canvas.width() - 4);
        int lines = Math.min(asked.lines().size(), Math.max(0, canvas.height() - 8 - fields.size()));
        int height = lines + Math.max(1, fields.size()) + 6;
        Canvas box =
                canvas.part((canvas.width() - width) / 2, Math.max(0, (canvas.height() - height) / 2), width, height);
        frame(box);
        int y = 2;
        for (int at = 0; at < lines; at++) {
            row(box, y++, UntrustedText.of(asked.lines().get(at)), Tone.PLAIN);
        }
        if (asked.isYesOrNo()) {
            int x = box.text(2, y + 1, "[ Yes ]", box.theme().button(focus == 0)) + 3;
            box.text(x, y + 1, "[ No ]", box.theme().button(focus == 1));
        } else {
            for (int at = 0; at < fields.size(); at++) {
                field(box, y++, at);
            }
            row(box, y + 1, UntrustedText.of("Enter answers, Esc cancels; what is secret is not shown"), Tone.DIM);
        }
    }

    private void frame(Canvas box) {
        box.clear();
        Style rule = box.theme().rule();
        int width = box.width();
        box.text(0, 0, "┌" + "─".repeat(Math.max(0, width - 2)) + "┐", rule);
        for (int y = 1; y < box.height() - 1; y++) {
            box.text(0, y, "│", rule);
            box.text(width - 1, y, "│", rule);
        }
        box.text(0, box.height() - 1, "└" + "─".repeat(Math.max(0, width - 2)) + "┘", rule);
        box.text(
                2,
                0,
                " " + UntrustedText.of(asked.title()).forTerminal(Math.max(1, width - 8)) + " ",
                box.theme().of(Tone.STRONG));
    }

    private static void row(Canvas box, int y, UntrustedText text, Tone tone) {
        box.text(2, y, text.forTerminal(Math.max(1, box.width() - 4)), tone);
    }

    private void field(Canvas box, int y, int at) {
        Prompter.Question question = asked.questions().get(at);
        SecretField field = fields.get(at);
        String label = UntrustedText.of(question.text().strip()).forTerminal(Math.max(1, box.width() / 2));
        boolean here = at == focus;
        int x = box.text(2, y, label + " ", box.theme().of(here ? Tone.STRONG : Tone.PLAIN));
        String shown = question.echo() ? field.shown() : field.isEmpty() ? "" : HIDDEN;
        int room = Math.max(1, box.width() - x - 4);
        x = box.text(x, y, UntrustedText.of(shown).forTerminal(room), Tone.PLAIN);
        if (here) {
            box.text(x, y, " ", box.theme().button(true));
        }
    }
}
