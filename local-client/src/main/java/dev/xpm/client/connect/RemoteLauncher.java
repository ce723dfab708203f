package dev.xpm.client.connect;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words that start experimaestro on a host: those the user gave, or {@code uv tool run} with a requirement that the
 * release we were tested with satisfies. Source: protocol.md 2.2 and P29.
 */
public final class RemoteLauncher {
    /** The release of the original that this client was tested with. */
    public static final String TESTED_VERSION = "2.7.0b2";

    private RemoteLauncher() {}

    /** The words of {@code --remote-xpm}, split as a shell would. */
    public static List<String> custom(String command) throws MonitorException {
        List<String> words;
        try {
            words = ShellWords.split(command);
        } catch (IllegalArgumentException e) {
            throw new MonitorException(Problem.MISUSE, "--remote-xpm: " + e.getMessage());
        }
        if (words.isEmpty()) {
            throw new MonitorException(Problem.MISUSE, "--remote-xpm: the command is empty");
        }
        return words;
    }

    /**
     * The words of {@code uv tool run}.
     *
     * @param python version or path of the interpreter, null for the one that uv chooses
     * @param exactVersion the tested release and no other
     */
    public static List<String> uv(boolean offline, @Nullable String python, boolean exactVersion) {
        var words = new ArrayList<>(List.of("uv", "tool", "run"));
        if (offline) {
            words.add("--offline");
        }
        if (python != null && !python.isEmpty()) {
            words.add("--python");
            words.add(python);
        }
        words.add(requirement(TESTED_VERSION, exactVersion));
        return List.copyOf(words);
    }

    /** The requirement; without an upper bound, a later major release with another protocol would be chosen. */
    static String requirement(String version, boolean exact) {
        int major = Integer.parseInt(version.substring(0, version.indexOf('.')));
        return exact ? "experimaestro==" + version : "experimaestro>=" + version + ",<" + (major + 1);
    }
}
