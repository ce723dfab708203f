package dev.xpm.client.view;

import dev.xpm.client.mirror.SourceId;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.Warning;
import java.util.List;

/**
 * A line of the warnings table. Source: interfaces.md 3.9.
 *
 * @param source the workspace that warns
 * @param title from the context, else the kind that the key begins with
 * @param firstLine of the description
 */
public record WarningRow(
        SourceId source, Warning warning, String glyph, Tone tone, UntrustedText title, UntrustedText firstLine) {
    public static WarningRow of(SourceId source, Warning warning) {
        String severity = warning.severity().raw();
        boolean error = severity.equals("error") || severity.equals("critical");
        boolean info = severity.equals("info");
        return new WarningRow(
                source,
                warning,
                error ? "✗" : info ? "i" : "!",
                error ? Tone.BAD : info ? Tone.ACTIVE : Tone.CAUTION,
                title(warning),
                lines(warning.description()).get(0));
    }

    /** The experiment, or {@code -} for the whole workspace. */
    public UntrustedText experiment() {
        return warning.experiment().isEmpty() ? UntrustedText.of(Texts.UNKNOWN) : warning.experiment();
    }

    /** {@code 2 actions}. */
    public String actions() {
        int count = warning.actions().size();
        return count + (count == 1 ? " action" : " actions");
    }

    /** The whole description, line by line; never empty. */
    public List<UntrustedText> description() {
        return lines(warning.description());
    }

    private static List<UntrustedText> lines(UntrustedText text) {
        List<UntrustedText> lines = text.raw().lines().map(UntrustedText::of).toList();
        return lines.isEmpty() ? List.of(UntrustedText.EMPTY) : lines;
    }

    private static UntrustedText title(Warning warning) {
        if (warning.context().values().get("title") instanceof JsonValue.Text title) {
            return title.value();
        }
        String kind = warning.key().raw().replaceAll("_?\\d+$", "").replace('_', ' ');
        return UntrustedText.of(kind.isEmpty() ? "warning" : kind);
    }
}
