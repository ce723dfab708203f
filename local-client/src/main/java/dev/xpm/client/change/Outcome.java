package dev.xpm.client.change;

import dev.xpm.protocol.text.UntrustedText;

/** What came of one request. */
public sealed interface Outcome {
    /** What was to be changed. */
    UntrustedText what();

    /**
     * It was done.
     *
     * @param words what the peer says of it; may be empty
     */
    record Made(UntrustedText what, UntrustedText words) implements Outcome {}

    /** The peer refused or failed, and said why. */
    record Refused(UntrustedText what, UntrustedText reason) implements Outcome {}

    /** It was sent and no answer came: whether it was made shows when the state has been read again. */
    record Unknown(UntrustedText what, UntrustedText reason) implements Outcome {}

    /** It was not sent. */
    record Unsent(UntrustedText what, UntrustedText reason) implements Outcome {}
}
