package dev.xpm.client.cli;

import dev.xpm.client.settings.SettingsException;
import dev.xpm.client.settings.SettingsFile;

/** What the commands share: the process, the global options, and what is told to the user. */
final class Program {
    private final Terminal terminal;
    private final GlobalOptions options = new GlobalOptions();
    private final Messages messages;
    private final Leaving leaving;

    Program(Terminal terminal, Leaving leaving) {
        this.terminal = terminal;
        this.leaving = leaving;
        this.messages = new Messages(terminal, options);
    }

    Terminal terminal() {
        return terminal;
    }

    GlobalOptions options() {
        return options;
    }

    Messages messages() {
        return messages;
    }

    Leaving leaving() {
        return leaving;
    }

    /** Reads the settings file and shows its warnings. */
    SettingsFile settings() throws SettingsException {
        SettingsFile settings = SettingsFile.load(options.settings, terminal.environment(), terminal.home());
        settings.warnings().forEach(warning -> messages.warning(warning.text()));
        return settings;
    }
}
