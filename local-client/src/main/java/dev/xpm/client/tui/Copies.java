package dev.xpm.client.tui;

import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.pull.Pull;
import dev.xpm.client.pull.PullEstimate;
import dev.xpm.client.pull.Pulls;
import dev.xpm.client.tui.widget.Piece;
import dev.xpm.client.view.PullLook;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.UntrustedText;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Copies of directories, as all pages show them: begins and stops them, asks about large ones, and tells of their end. */
final class Copies {
    private final Face face;
    private final Runnable wake;
    private final Map<Pull, SourceId> watched = new LinkedHashMap<>();
    private final Set<Pull> asked = new HashSet<>();

    /** @param face is drawn again when a copy has gone on */
    Copies(Face face) {
        this.face = face;
        this.wake = face::wake;
    }

    /** Begins a copy, or asks again about one that waits for a yes. */
    void get(SourceId source, @Nullable UntrustedText directory, String otherwise) {
        if (directory == null || directory.isEmpty()) {
            face.toast(UntrustedText.of(otherwise), Tone.CAUTION);
            return;
        }
        Pulls pulls = pulls(source);
        // For as long as the program: there is one face, and it is added once.
        var unused = pulls.onChange(wake);
        Pull pull = pulls.start(directory);
        asked.remove(pull);
        if (watched.put(pull, source) == null) {
            face.toast(UntrustedText.of("Copying " + directory.forTerminal()), Tone.PLAIN);
        }
    }

    void stop(SourceId source, @Nullable UntrustedText directory) {
        Pull pull = directory == null ? null : pulls(source).latest(directory);
        if (pull == null || pull.state().isOver()) {
            face.toast(UntrustedText.of("Nothing is being copied here"), Tone.CAUTION);
        } else {
            pull.cancel();
        }
    }

    /** Before each drawing: asks, and tells once of each end. */
    void look() {
        for (Pull pull : List.copyOf(watched.keySet())) {
            Pull.State state = pull.state();
            if (state instanceof Pull.State.Asking asking && !face.hasDialog() && asked.add(pull)) {
                face.show(question(pull, asking.estimate()));
            } else if (state.isOver()) {
                SourceId source = watched.remove(pull);
                asked.remove(pull);
                PullLook look =
                        PullLook.of(pull, source == null ? null : pulls(source).kept(pull.what()));
                String notice = pull.notice();
                face.toast(
                        notice == null
                                ? look.words()
                                : UntrustedText.of(look.words().forTerminal() + " · " + notice),
                        look.tone());
            }
        }
    }

    /** For the status line; empty if there is no copy. */
    List<Piece> pieces(SourceId source, @Nullable UntrustedText directory) {
        if (directory == null || directory.isEmpty()) {
            return List.of();
        }
        PullLook look = PullLook.of(pulls(source), directory);
        return look.words().isEmpty() ? List.of() : List.of(Piece.dim("  "), new Piece(look.words(), look.tone()));
    }

    private static Dialog question(Pull pull, PullEstimate estimate) {
        return new Dialog(
                Piece.of("Copy " + PullLook.amount(estimate) + "?", Tone.STRONG),
                List.of(
                        Piece.plain(pull.what()),
                        Piece.dim("The copy goes below the cache directory of this machine."),
                        Piece.dim("It can be stopped with c.")),
                List.of(new Dialog.Button("Copy", pull::confirm), new Dialog.Button("Leave it", pull::cancel)),
                1,
                "y");
    }

    private Pulls pulls(SourceId source) {
        return face.files(source).pulls();
    }
}
