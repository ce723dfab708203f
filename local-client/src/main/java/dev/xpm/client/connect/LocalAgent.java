package dev.xpm.client.connect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The words that start our agent on this machine, for a local workspace: the launcher script, which knows how to start it
 * fast. Without the script, as in a test, the class path of this program is used.
 */
public final class LocalAgent {
    /** Directory of the launcher script, which sets this. */
    public static final String HOME_PROPERTY = "xpm.home";

    private static final String MAIN_CLASS = "dev.xpm.agent.AgentMain";

    private LocalAgent() {}

    /**
     * The launcher words of a {@link SessionRequest}.
     *
     * @param agentOptions options for the agent, such as {@code --watcher polling}
     */
    public static List<String> launcher(List<String> agentOptions) {
        var words = new ArrayList<String>();
        String home = System.getProperty(HOME_PROPERTY);
        if (home != null) {
            words.add(Path.of(home, "xpm").toString());
        } else {
            words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
            words.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN_CLASS));
        }
        words.addAll(agentOptions);
        return words;
    }
}
