package dev.xpm.client.tui;

import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.service.Browser;
import dev.xpm.client.service.Forward;
import dev.xpm.client.service.Forwards;
import dev.xpm.client.service.ServiceAddress;
import dev.xpm.client.service.ServiceUrl;
import dev.xpm.client.view.ForwardLook;
import dev.xpm.client.view.ServiceRow;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.UntrustedText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Ways to services, as the lists of services show them: opens and ends them, and tells what came of it. */
final class Ways {
    private final Face face;
    private final Runnable wake;
    private final Map<Forward, Boolean> awaited = new LinkedHashMap<>();

    /** @param face is drawn again when a way has changed */
    Ways(Face face) {
        this.face = face;
        this.wake = face::wake;
    }

    /**
     * Opens a way.
     *
     * @param show whether to show the service in a browser then
     */
    void open(ServiceRow row, boolean show) {
        ServiceAddress to = row.address();
        if (to == null) {
            face.toast(UntrustedText.of(why(row)), Tone.CAUTION);
            return;
        }
        Forwards forwards = forwards(row.source());
        // For as long as the program: there is one face, and it is added once.
        var unused = forwards.onChange(wake);
        awaited.put(forwards.open(to), show);
    }

    void close(ServiceRow row) {
        ServiceAddress to = row.address();
        if (to == null || forwards(row.source()).of(to) == null) {
            face.toast(UntrustedText.of("No way to this service is open"), Tone.CAUTION);
            return;
        }
        forwards(row.source()).close(to);
        face.toast(UntrustedText.of("The way to the service is closed; it runs on"), Tone.PLAIN);
    }

    ForwardLook look(ServiceRow row) {
        return ForwardLook.of(forwards(row.source()), row);
    }

    /** Before each drawing: tells once what came of each. */
    void look() {
        for (Map.Entry<Forward, Boolean> entry : List.copyOf(awaited.entrySet())) {
            Forward forward = entry.getKey();
            if (forward.state() instanceof Forward.State.Opening) {
                continue;
            }
            awaited.remove(forward);
            ForwardLook look = ForwardLook.of(forward);
            ServiceUrl url = look.url();
            if (url == null) {
                if (!look.words().isEmpty()) {
                    face.toast(look.words(), look.tone());
                }
            } else if (!entry.getValue()) {
                face.toast(UntrustedText.of("Service started: " + url), Tone.GOOD);
            } else if (Browser.show(url)) {
                face.toast(UntrustedText.of("Shown in the browser: " + url), Tone.GOOD);
            } else {
                face.copy(UntrustedText.of(url.toString()));
            }
        }
    }

    private static String why(ServiceRow row) {
        if (!row.active()) {
            return "The service does not run: start it on the host first";
        }
        return row.url() == null || row.url().isEmpty()
                ? "The service has told no URL yet"
                : "Its URL is none that a browser can show";
    }

    private Forwards forwards(SourceId source) {
        return face.forwards(source);
    }
}
