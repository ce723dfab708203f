package dev.xpm.client.view;

import dev.xpm.client.service.Forward;
import dev.xpm.client.service.Forwards;
import dev.xpm.client.service.ServiceUrl;
import dev.xpm.protocol.text.UntrustedText;
import org.jspecify.annotations.Nullable;

/**
 * How the way to a service stands, in words.
 *
 * @param words such as {@code :6006 → localhost:41233}, or why there is none; empty if nobody asked for one
 * @param url for a browser on this machine, null while there is none
 * @param wanted it can be ended
 */
public record ForwardLook(
        UntrustedText words, Tone tone, @Nullable ServiceUrl url, boolean wanted) {
    private static final ForwardLook NONE = new ForwardLook(UntrustedText.EMPTY, Tone.PLAIN, null, false);

    /** The way to that service. */
    public static ForwardLook of(Forwards forwards, ServiceRow row) {
        Forward forward = row.address() == null ? null : forwards.of(row.address());
        return forward == null ? NONE : of(forward);
    }

    public static ForwardLook of(Forward forward) {
        Forward.State state = forward.state();
        if (state instanceof Forward.State.Open open) {
            String trouble =
                    open.trouble() == null ? "" : " · " + open.trouble().sentence();
            String words = open.ends().isEmpty() ? open.url().toString() : open.ends();
            return new ForwardLook(
                    UntrustedText.of(words + trouble), trouble.isEmpty() ? Tone.GOOD : Tone.CAUTION, open.url(), true);
        }
        if (state instanceof Forward.State.Failed failed) {
            String hint = failed.reason().hint();
            String sentence = failed.reason().sentence();
            return new ForwardLook(
                    UntrustedText.of(hint == null ? sentence : sentence + "; " + hint), Tone.BAD, null, false);
        }
        return state instanceof Forward.State.Closed
                ? NONE
                : new ForwardLook(UntrustedText.of("opening a way to it"), Tone.PLAIN, null, true);
    }
}
