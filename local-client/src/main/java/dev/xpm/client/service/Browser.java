package dev.xpm.client.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The browser of the user's desktop, if there is one that this program may start. */
public final class Browser {
    private static final System.Logger LOG = System.getLogger(Browser.class.getName());

    private Browser() {}

    /** Shows an address; false if there is no desktop here, as in a login over SSH. Returns at once. */
    public static boolean show(ServiceUrl url) {
        Map<String, String> environment = System.getenv();
        boolean mac = System.getProperty("os.name", "").startsWith("Mac");
        boolean desktop = mac || isSet(environment, "DISPLAY") || isSet(environment, "WAYLAND_DISPLAY");
        String program = mac ? "open" : "xdg-open";
        if (!desktop || !isThere(program, environment)) {
            return false;
        }
        try {
            Process process = new ProcessBuilder(List.of(program, url.toString()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            return process.isAlive() || process.exitValue() == 0;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "no browser was started: " + e.getMessage());
            return false;
        }
    }

    private static boolean isSet(Map<String, String> environment, String name) {
        return !Objects.requireNonNullElse(environment.get(name), "").isEmpty();
    }

    private static boolean isThere(String program, Map<String, String> environment) {
        for (String directory : environment.getOrDefault("PATH", "").split(":", -1)) {
            if (directory.startsWith("/") && Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }
}
