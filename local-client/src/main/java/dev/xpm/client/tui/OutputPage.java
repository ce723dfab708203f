package dev.xpm.client.tui;

import dev.xpm.client.tui.log.LogLook;
import dev.xpm.client.tui.widget.Canvas;
import dev.xpm.client.tui.widget.Move;
import dev.xpm.client.view.Action;
import dev.xpm.client.view.Messages;
import dev.xpm.client.view.OutputLine;
import dev.xpm.client.view.Place;
import dev.xpm.protocol.text.LogLevel;
import dev.xpm.protocol.text.UntrustedText;
import java.util.List;
import java.util.stream.Collectors;

/** What the remote side printed, line by line. Source: interfaces.md 3.10. */
final class OutputPage implements Page {
    private final Face face;
    private boolean following = true;
    private int top;
    private int height = 1;

    OutputPage(Face face) {
        this.face = face;
    }

    @Override
    public Place place() {
        return Place.OUTPUT;
    }

    private List<OutputLine> lines() {
        return OutputLine.of(face.fleet());
    }

    private static String mark(OutputLine line) {
        return "[" + (line.source().isEmpty() ? "SSH" : line.source().forTerminal(16)) + "] ";
    }

    @Override
    public void draw(Canvas canvas) {
        List<OutputLine> lines = lines();
        canvas.rule(0, "Output " + lines.size(), following ? "FOLLOW" : "PAUSED");
        Canvas body = canvas.rows(1, canvas.height() - 1);
        height = Math.max(1, body.height());
        if (lines.isEmpty()) {
            body.centred(Messages.noOutput());
            return;
        }
        int last = Math.max(0, lines.size() - height);
        top = following ? last : Math.max(0, Math.min(top, last));
        for (int y = 0; y < height && top + y < lines.size(); y++) {
            OutputLine line = lines.get(top + y);
            int x = body.text(1, y, mark(line), body.theme().accent());
            body.text(
                    x,
                    y,
                    line.text(),
                    LogLook.level(body.theme(), LogLevel.of(line.text().forTerminal())));
        }
    }

    @Override
    public boolean act(Action action) {
        switch (action) {
            case FOLLOW_OUTPUT -> following = !following;
            case COPY_OUTPUT ->
                face.copy(UntrustedText.of(
                        lines().stream().map(line -> line.text().forTerminal()).collect(Collectors.joining("\n"))));
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public void move(Move move) {
        int last = Math.max(0, lines().size() - height);
        top = move.from(top, height - 1, last + 1);
        following = top >= last && (following || move == Move.DOWN || move == Move.PAGE_DOWN || move == Move.END);
    }
}
