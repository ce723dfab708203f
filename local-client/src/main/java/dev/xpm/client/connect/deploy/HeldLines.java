package dev.xpm.client.connect.deploy;

import dev.xpm.protocol.text.UntrustedText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps the lines of a start to itself until it is the last one: the start-up files of the host say the same at each, and
 * nobody wants to read it three times.
 */
final class HeldLines implements Consumer<UntrustedText> {
    private static final int MOST = 200;

    private final Consumer<UntrustedText> listener;
    private final List<UntrustedText> held = new ArrayList<>();
    private boolean open;

    HeldLines(Consumer<UntrustedText> listener) {
        this.listener = listener;
    }

    @Override
    public synchronized void accept(UntrustedText line) {
        if (open) {
            listener.accept(line);
        } else if (held.size() < MOST) {
            held.add(line);
        }
    }

    /** Tells what was held, and from now on everything at once. */
    synchronized void open() {
        open = true;
        held.forEach(listener);
        held.clear();
    }
}
