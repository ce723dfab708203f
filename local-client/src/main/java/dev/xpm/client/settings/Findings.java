package dev.xpm.client.settings;

import dev.xpm.client.yaml.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a file, so that the user hears of everything at once. */
final class Findings {
    private static final Comparator<SettingsProblem> BY_PLACE = Comparator.comparing(
            SettingsProblem::at,
            Comparator.nullsFirst(
                    Comparator.<Position>comparingInt(Position::line).thenComparingInt(Position::column)));

    private final String file;
    private final List<SettingsProblem> problems = new ArrayList<>();
    private final List<SettingsProblem> warnings = new ArrayList<>();

    Findings(String file) {
        this.file = file;
    }

    void problem(@Nullable Position at, String sentence) {
        problems.add(new SettingsProblem(file, at, sentence));
    }

    void warning(@Nullable Position at, String sentence) {
        warnings.add(new SettingsProblem(file, at, sentence));
    }

    void refuseProblems() throws SettingsException {
        if (!problems.isEmpty()) {
            throw new SettingsException(
                    problems.stream().distinct().sorted(BY_PLACE).toList());
        }
    }

    List<SettingsProblem> warnings() {
        return warnings.stream().distinct().sorted(BY_PLACE).toList();
    }
}
