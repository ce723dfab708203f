package dev.xpm.client.view;

import dev.xpm.protocol.text.UntrustedText;

/** Whether a change is asked about at all: what cannot be is refused before any question. Source: interfaces.md 3.11. */
public sealed interface Ask permits ChangeQuestion, Ask.Refused {
    /** Why not, in a sentence. */
    record Refused(UntrustedText reason) implements Ask {}

    static Refused refused(String reason) {
        return new Refused(UntrustedText.of(reason));
    }
}
