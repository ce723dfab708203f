package dev.xpm.client.tui;

import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.UntrustedText;

/** Text in one tone. */
record Piece(UntrustedText text, Tone tone) {
    static Piece of(String text, Tone tone) {
        return new Piece(UntrustedText.of(text), tone);
    }

    static Piece plain(String text) {
        return of(text, Tone.PLAIN);
    }

    static Piece dim(String text) {
        return of(text, Tone.DIM);
    }

    static Piece plain(UntrustedText text) {
        return new Piece(text, Tone.PLAIN);
    }
}
