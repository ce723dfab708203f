package dev.xpm.client.tui;

import dev.xpm.client.pull.Pull;
import dev.xpm.client.pull.Pulls;
import dev.xpm.protocol.text.UntrustedText;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Copies that stand as a test says. */
final class ScriptedCopies implements Pulls.Source {
    final Pulls pulls = new Pulls();
    final Map<String, Pull> begun = new HashMap<>();
    final Map<String, Path> kept = new HashMap<>();
    final Set<String> evicted = new HashSet<>();

    ScriptedCopies() {
        pulls.attach(this);
    }

    @Override
    public void begin(Pull pull) {
        begun.put(pull.what().raw(), pull);
    }

    @Override
    public @Nullable Path kept(UntrustedText directory) {
        return kept.get(directory.raw());
    }

    @Override
    public boolean wasEvicted(UntrustedText directory) {
        return evicted.contains(directory.raw());
    }
}
