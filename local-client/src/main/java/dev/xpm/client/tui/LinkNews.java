package dev.xpm.client.tui;

import dev.xpm.client.connect.Link;
import dev.xpm.client.mirror.Comeback;
import dev.xpm.client.mirror.FleetState;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.view.LinkWords;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.UntrustedText;

/** Says once that a connection went or came back, and that the agent there is of another release. */
final class LinkNews {
    private final Face face;

    LinkNews(Face face) {
        this.face = face;
    }

    void tell(FleetState before, FleetState now) {
        for (MirrorState one : now.states()) {
            String where = now.isSeveral() ? one.id().name() + ": " : "";
            MirrorState old = before.of(one.id());
            tellLink(where, old, one);
            tellAgent(where, old, one);
        }
    }

    private void tellLink(String where, MirrorState before, MirrorState now) {
        boolean wasLost = before.link() instanceof Link.Lost;
        if (now.link() instanceof Link.Lost lost && (!wasLost || givesUp(before.link(), lost))) {
            say(where + LinkWords.lost(lost), Tone.BAD);
        } else if (now.link() instanceof Link.Live && wasLost) {
            say(where + "Connected again", Tone.GOOD);
        }
        Comeback comeback = now.comeback();
        if (comeback != null && !comeback.equals(before.comeback())) {
            say(where + LinkWords.back(comeback), comeback.failed() > 0 ? Tone.CAUTION : Tone.GOOD);
        }
    }

    private void tellAgent(String where, MirrorState before, MirrorState now) {
        if (now.older() != null && !now.older().equals(before.older())) {
            say(where + LinkWords.older(now.older()), Tone.CAUTION);
        }
    }

    private static boolean givesUp(Link before, Link.Lost now) {
        return now instanceof Link.Offline && !(before instanceof Link.Offline);
    }

    private void say(String words, Tone tone) {
        face.toast(UntrustedText.of(words), tone);
    }
}
