package dev.xpm.client.tui;

import dev.xpm.client.tui.widget.Canvas;
import dev.xpm.client.tui.widget.Move;
import dev.xpm.client.tui.widget.Piece;
import dev.xpm.client.view.Action;
import dev.xpm.client.view.KeyMap;
import dev.xpm.client.view.Place;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.DisplayWidth;
import java.util.ArrayList;
import java.util.List;

/** All keys, those of the place that was asked about first. Made from the key map. */
final class HelpPage implements Page {
    private static final int KEYS_WIDTH = 12;

    private final Face face;
    private final List<List<Piece>> lines = new ArrayList<>();
    private int top;
    private int height = 1;

    HelpPage(Face face, Place about) {
        this.face = face;
        section(about);
        if (about != Place.EVERYWHERE) {
            section(Place.EVERYWHERE);
        }
        line(KeyMap.MOVEMENT.get(0), KeyMap.MOVEMENT.get(1));
        for (Place place : Place.values()) {
            if (place != about && place != Place.EVERYWHERE && !KeyMap.of(place).isEmpty()) {
                section(place);
            }
        }
    }

    private void section(Place place) {
        if (KeyMap.of(place).isEmpty()) {
            return;
        }
        if (!lines.isEmpty()) {
            lines.add(List.of());
        }
        lines.add(List.of(Piece.of(place.title(), Tone.STRONG)));
        KeyMap.of(place).forEach(action -> line(String.join(" ", action.keys()), action.help()));
    }

    private void line(String keys, String help) {
        lines.add(List.of(
                Piece.of("  " + DisplayWidth.fit(keys, Math.max(KEYS_WIDTH, DisplayWidth.of(keys))), Tone.ACTIVE),
                Piece.plain("  " + help)));
    }

    @Override
    public Place place() {
        return Place.HELP;
    }

    @Override
    public void draw(Canvas canvas) {
        canvas.rule(0, "Help", "Esc or ? closes");
        Canvas body = canvas.rows(1, canvas.height() - 1);
        height = Math.max(1, body.height());
        top = Math.max(0, Math.min(top, lines.size() - height));
        for (int y = 0; y < height && top + y < lines.size(); y++) {
            body.pieces(1, y, lines.get(top + y));
        }
        int below = lines.size() - top - height;
        if (below > 0) {
            body.right(height - 1, " ↓ " + below + " more ", 0, body.theme().of(Tone.CAUTION));
        }
    }

    @Override
    public boolean act(Action action) {
        if (action == Action.HELP) {
            face.back();
            return true;
        }
        return false;
    }

    @Override
    public void move(Move move) {
        top = move.from(top, height - 1, Math.max(1, lines.size() - height + 1));
    }
}
