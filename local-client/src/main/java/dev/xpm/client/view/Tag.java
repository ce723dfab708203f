package dev.xpm.client.view;

import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JsonValue;
import java.util.List;
import java.util.Map;

/** A tag of a job. */
public record Tag(UntrustedText key, UntrustedText value) {
    static List<Tag> listOf(Map<String, JsonValue> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        new Tag(UntrustedText.of(tag.getKey()), tag.getValue().display()))
                .toList();
    }

    /** {@code key=value}. */
    public UntrustedText text() {
        return UntrustedText.of(key.raw() + "=" + value.raw());
    }
}
