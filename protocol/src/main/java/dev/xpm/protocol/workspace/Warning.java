package dev.xpm.protocol.workspace;

import dev.xpm.protocol.text.UntrustedText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Something the user should decide on: actions are key to label. Source: workspace-format.md 5.1. */
public record Warning(
        UntrustedText key,
        UntrustedText experiment,
        UntrustedText run,
        UntrustedText description,
        Map<String, UntrustedText> actions,
        JsonValue.Fields context,
        UntrustedText severity) {
    public Warning {
        actions = Collections.unmodifiableMap(new LinkedHashMap<>(actions));
    }
}
