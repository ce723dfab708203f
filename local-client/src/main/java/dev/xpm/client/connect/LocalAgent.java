package dev.xpm.client.connect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The words that start our agent on this machine, for a local workspace. The launcher script names the agent's jar in
 * the system property {@code xpm.agent.jar}; without it the class path of this program is used.
 */
public final class LocalAgent {
    /** Set by the launcher script. */
    public static final String JAR_PROPERTY = "xpm.agent.jar";

    private static final String MAIN_CLASS = "dev.xpm.agent.AgentMain";

    /** Small and quick to start, also on a node with hundreds of cores. Source: assurance.md 2.4. */
    private static final List<String> JVM_FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:ActiveProcessorCount=1",
            "-Xms16m",
            "-Xmx128m",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=25",
            "-XX:MaxMetaspaceSize=64m",
            "-XX:CompressedClassSpaceSize=32m",
            "-XX:ReservedCodeCacheSize=32m",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xshare:auto");

    private LocalAgent() {}

    /**
     * The launcher words of a {@link SessionRequest}.
     *
     * @param agentOptions options for the agent, such as {@code --watcher polling}
     */
    public static List<String> launcher(List<String> agentOptions) {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(JVM_FLAGS);
        String jar = System.getProperty(JAR_PROPERTY);
        if (jar != null) {
            words.add("-jar");
            words.add(jar);
        } else {
            words.add("-cp");
            words.add(System.getProperty("java.class.path"));
            words.add(MAIN_CLASS);
        }
        words.addAll(agentOptions);
        return words;
    }
}
