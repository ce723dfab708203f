package dev.xpm.client.connect;

import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The ssh options that the user gave, as settings of an SSH configuration file. They come before the file: the first
 * value of a key counts. Source: interfaces.md 1.3, protocol.md 2.3.
 *
 * @param settings in the order given, keys in lower case
 * @param configFile of {@code -F}: read instead of the user's and the system's configuration; null for these
 */
public record SshOptions(List<Setting> settings, @Nullable String configFile) {
    public static final SshOptions NONE = new SshOptions(List.of(), null);

    /** One line of a configuration. */
    public record Setting(String key, String value) {}

    private static final Map<Character, String> KEY_OF_FLAG =
            Map.of('p', "port", 'l', "user", 'i', "identityfile", 'J', "proxyjump");

    /** Say what the built-in client does anyway: no terminal, no forwarding, no messages. */
    private static final Set<String> IDLE_FLAGS = Set.of("-T", "-a", "-x", "-q", "-n");

    /** Settings that {@link SshConfig} acts on. */
    private static final Set<String> UNDERSTOOD = Set.of(
            "batchmode",
            "connecttimeout",
            "globalknownhostsfile",
            "hashknownhosts",
            "hostkeyalias",
            "hostname",
            "identitiesonly",
            "identityagent",
            "identityfile",
            "kbdinteractiveauthentication",
            "numberofpasswordprompts",
            "passwordauthentication",
            "port",
            "preferredauthentications",
            "proxyjump",
            "pubkeyauthentication",
            "serveralivecountmax",
            "serveraliveinterval",
            "stricthostkeychecking",
            "user",
            "userknownhostsfile");

    /** Settings about the sharing and the messages of the ssh program: the one connection is shared anyway. */
    private static final Set<String> WITHOUT_EFFECT =
            Set.of("controlmaster", "controlpath", "controlpersist", "loglevel", "tcpkeepalive");

    public SshOptions {
        settings = List.copyOf(settings);
    }

    /**
     * Reads the values of {@code -o} and of the setting {@code ssh.options}. Each is split as a shell would; together
     * they are arguments of ssh, where a word without a leading dash that holds {@code =} is a setting.
     *
     * @throws MonitorException MISUSE, naming the option that is not understood
     */
    public static SshOptions parse(List<String> values) throws MonitorException {
        var words = new ArrayDeque<String>();
        for (String value : values) {
            try {
                ShellWords.split(value).forEach(word -> words.add(expandHome(word)));
            } catch (IllegalArgumentException e) {
                throw misuse("ssh option \"" + value + "\": " + e.getMessage(), null);
            }
        }
        var settings = new ArrayList<Setting>();
        String configFile = null;
        while (!words.isEmpty()) {
            String word = words.remove();
            if (IDLE_FLAGS.contains(word)) {
                continue;
            }
            if (!word.startsWith("-")) {
                settings.add(setting(word));
            } else if (word.startsWith("-o")) {
                settings.add(setting(valueOf(word, words)));
            } else if (word.startsWith("-F")) {
                configFile = valueOf(word, words);
            } else {
                String key = word.length() > 1 ? KEY_OF_FLAG.get(word.charAt(1)) : null;
                if (key == null) {
                    throw notUnderstood(word);
                }
                settings.add(checked(key, valueOf(word, words)));
            }
        }
        return new SshOptions(settings, configFile);
    }

    /** The value in the same word, or the next word. */
    private static String valueOf(String word, Deque<String> following) throws MonitorException {
        if (word.length() > 2) {
            return word.substring(2);
        }
        String next = following.poll();
        if (next == null) {
            throw misuse("ssh option \"" + word + "\" lacks its value", null);
        }
        return next;
    }

    private static Setting setting(String text) throws MonitorException {
        int equals = text.indexOf('=');
        int blank = text.indexOf(' ');
        int end = equals < 0 || (blank >= 0 && blank < equals) ? blank : equals;
        if (end <= 0) {
            throw notUnderstood(text);
        }
        String key = text.substring(0, end).strip().toLowerCase(Locale.ROOT);
        if (!UNDERSTOOD.contains(key) && !WITHOUT_EFFECT.contains(key)) {
            throw notUnderstood(text.substring(0, end));
        }
        return checked(key, text.substring(end + 1).strip());
    }

    private static Setting checked(String key, String value) throws MonitorException {
        if (value.isEmpty()) {
            throw misuse("ssh option \"" + key + "\" lacks its value", null);
        }
        boolean isPort = key.equals("port");
        if (isPort && !(value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= 65_535 && !value.matches("0+"))) {
            throw misuse("ssh option \"port\": \"" + value + "\" is not a number 1-65535", null);
        }
        return new Setting(key, value);
    }

    private static MonitorException notUnderstood(String option) {
        String remedy = option.equalsIgnoreCase("proxycommand")
                ? "use -J HOST, or ProxyJump in ~/.ssh/config"
                : "leave it out; understood are -p, -l, -i, -J, -F and -o with " + String.join(", ", sorted());
        return misuse("ssh option \"" + option + "\" is not understood by the built-in SSH", remedy);
    }

    private static Set<String> sorted() {
        return new TreeSet<>(UNDERSTOOD);
    }

    private static MonitorException misuse(String sentence, @Nullable String hint) {
        return new MonitorException(Problem.MISUSE, sentence, hint, List.of(), null);
    }

    private static String expandHome(String word) {
        return word.startsWith("~/") ? System.getProperty("user.home") + word.substring(1) : word;
    }
}
