package dev.xpm.client.settings;

import java.util.List;

/** The settings file cannot be used; holds all that is wrong with it, at least one thing. */
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<SettingsProblem> problems;

    SettingsException(List<SettingsProblem> problems) {
        super(problems.get(0).text());
        this.problems = List.copyOf(problems);
    }

    /** In the order of the file. */
    public List<SettingsProblem> problems() {
        return problems;
    }
}
