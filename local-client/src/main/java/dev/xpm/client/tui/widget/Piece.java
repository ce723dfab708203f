package dev.xpm.client.tui.widget;

import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.UntrustedText;

/** Text in one tone. */
public record Piece(UntrustedText text, Tone tone) {
    public static Piece of(String text, Tone tone) {
        return new Piece(UntrustedText.of(text), tone);
    }

    public static Piece plain(String text) {
        return of(text, Tone.PLAIN);
    }

    public static Piece dim(String text) {
        return of(text, Tone.DIM);
    }

    public static Piece plain(UntrustedText text) {
        return new Piece(text, Tone.PLAIN);
    }
}
