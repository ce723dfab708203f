package dev.xpm.client.connect.deploy;

import dev.xpm.protocol.text.UntrustedText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the host says of itself, line by line, when the agent cannot be started yet. */
final class HostReport {
    private static final Pattern BASE = Pattern.compile("(\\d{1,4}) (exec|noexec) (\\d{1,18}) (/.*)");
    private static final Pattern UNUSABLE = Pattern.compile("\\d{1,4} (.*)");

    /** More lines than this say nothing more. */
    private static final int LONGEST_LIST = 32;

    /**
     * A directory that can be written to.
     *
     * @param number counted from 1, in the order of preference
     * @param runs whether programs in it can be run
     * @param free bytes
     */
    record Base(int number, boolean runs, long free, String path) {}

    private String os = "";
    private String arch = "";
    private String libc = "";
    private String java = "";
    private boolean agent;
    private final Set<String> tools = new LinkedHashSet<>();
    private final List<Base> bases = new ArrayList<>();
    private final List<UntrustedText> unusable = new ArrayList<>();
    private final List<UntrustedText> refusedJavas = new ArrayList<>();
    private final List<UntrustedText> oldJavas = new ArrayList<>();

    /** Takes one line, without its marker; what is not known is ignored. */
    void add(String line) {
        int blank = line.indexOf(' ');
        String key = blank < 0 ? line : line.substring(0, blank);
        String value = blank < 0 ? "" : line.substring(blank + 1);
        switch (key) {
            case "os" -> os = value;
            case "arch" -> arch = value;
            case "libc" -> libc = value;
            case "java" -> java = value;
            case "agent" -> agent = true;
            case "tool" -> tools.add(value);
            case "base" -> addBase(value);
            case "unusable" -> {
                Matcher matcher = UNUSABLE.matcher(value);
                if (matcher.matches()) {
                    addTo(unusable, matcher.group(1));
                }
            }
            case "refused" -> addTo(refusedJavas, value);
            case "old" -> addTo(oldJavas, value);
            default -> {}
        }
    }

    private void addBase(String value) {
        Matcher matcher = BASE.matcher(value);
        // A name that does not survive the way to us and back cannot be used.
        if (matcher.matches() && bases.size() < LONGEST_LIST && matcher.group(4).indexOf('\ufffd') < 0) {
            bases.add(new Base(
                    Integer.parseInt(matcher.group(1)),
                    matcher.group(2).equals("exec"),
                    Long.parseLong(matcher.group(3)),
                    matcher.group(4)));
        }
    }

    private static void addTo(List<UntrustedText> list, String value) {
        if (list.size() < LONGEST_LIST) {
            list.add(UntrustedText.of(value));
        }
    }

    /** Whether the agent is there, and only a Java is missing. */
    boolean hasAgent() {
        return agent;
    }

    /** Whether a Java that runs the agent is there. */
    boolean hasJava() {
        return !java.isEmpty();
    }

    boolean has(String tool) {
        return tools.contains(tool);
    }

    /** Operating system and architecture, such as {@code Linux x86_64}. */
    UntrustedText platform() {
        return UntrustedText.of(os + " " + arch);
    }

    boolean isLinuxX64() {
        return os.equals("Linux") && (arch.equals("x86_64") || arch.equals("amd64"));
    }

    /** Such as {@code glibc 2.36} or {@code musl}; empty if unknown. */
    String libc() {
        return libc;
    }

    List<Base> bases() {
        return List.copyOf(bases);
    }

    /** Path and reason of each directory that cannot be used. */
    List<UntrustedText> unusable() {
        return List.copyOf(unusable);
    }

    /** Path and complaint of each Java that did not start with our limits. */
    List<UntrustedText> refusedJavas() {
        return List.copyOf(refusedJavas);
    }

    /** Path and version of each Java that is too old. */
    List<UntrustedText> oldJavas() {
        return List.copyOf(oldJavas);
    }
}
