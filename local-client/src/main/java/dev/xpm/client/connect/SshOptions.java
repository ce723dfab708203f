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
import org.jspecify.annotations.Nullable;

/**
 * The ssh options that the user gave, as arguments of the ssh program and as settings of an SSH configuration file. They
 * come before the file: the first value of a key counts. Source: interfaces.md 1.3, protocol.md 2.3.
 *
 * @param settings in the order given, keys in lower case
 * @param configFile of {@code -F}: read instead of the user's and the system's configuration; null for these
 * @param words for the ssh program, without those that have no effect here
 * @param foreign options as the user wrote them that only the ssh program knows
 */
public record SshOptions(
        List<Setting> settings, @Nullable String configFile, List<String> words, List<String> foreign) {
    public static final SshOptions NONE = new SshOptions(List.of(), null, List.of(), List.of());

    /** One line of a configuration. */
    public record Setting(String key, String value) {}

    private static final Map<Character, String> KEY_OF_FLAG =
            Map.of('p', "port", 'l', "user", 'i', "identityfile", 'J', "proxyjump");

    private static final Map<Character, String> FAMILY_OF_FLAG = Map.of('4', "inet", '6', "inet6");

    /** Flags of ssh with a value, and without one, that the built-in client does not know. */
    private static final String FOREIGN_WITH_VALUE = "bBcImP";

    private static final String FOREIGN = "CKv";

    /** Say what is done anyway: no terminal, no forwarding, no messages, no escapes. */
    private static final String IDLE = "Taxqnky";

    /** Settings that the built-in client acts on. */
    private static final Set<String> UNDERSTOOD = Set.of(
            "addressfamily",
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
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "checkhostip",
            "controlmaster",
            "controlpath",
            "controlpersist",
            "escapechar",
            "loglevel",
            "requesttty",
            "tcpkeepalive",
            "updatehostkeys");

    /** What a connection of ours never does; switching it off once more does no harm. */
    private static final Set<String> REFUSED = Set.of(
            "dynamicforward",
            "forkafterauthentication",
            "forwardagent",
            "forwardx11",
            "forwardx11trusted",
            "gatewayports",
            "localforward",
            "remotecommand",
            "remoteforward",
            "sessiontype",
            "stdinnull",
            "tunnel");

    private static final Set<String> SWITCHED_OFF = Set.of("no", "none", "false");

    public SshOptions {
        settings = List.copyOf(settings);
        words = List.copyOf(words);
        foreign = List.copyOf(foreign);
    }

    /** Options that come from these settings and this file, both understood. */
    public static SshOptions of(List<Setting> settings, @Nullable String configFile) {
        var reading = new Reading();
        reading.configFile(configFile);
        settings.forEach(setting -> reading.add(setting, false));
        return reading.options();
    }

    /**
     * Reads the values of {@code -o} and of the setting {@code ssh.options}. Each is split as a shell would; together
     * they are arguments of ssh, where a word without a leading dash that holds {@code =} is a setting.
     *
     * @throws MonitorException MISUSE, naming the option that makes no sense
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
        var reading = new Reading();
        while (!words.isEmpty()) {
            String word = words.remove();
            if (word.startsWith("-")) {
                reading.flags(word, words);
            } else {
                reading.setting(word);
            }
        }
        return reading.options();
    }

    private static MonitorException refused(String option) {
        return misuse(
                "ssh option \"" + option + "\" has no place here",
                "leave it out: there is one connection without a terminal, and it forwards nothing but started services");
    }

    private static MonitorException misuse(String sentence, @Nullable String hint) {
        return new MonitorException(Problem.MISUSE, sentence, hint, List.of(), null);
    }

    private static String expandHome(String word) {
        return word.startsWith("~/") ? System.getProperty("user.home") + word.substring(1) : word;
    }

    /** What was read so far. */
    private static final class Reading {
        private final List<Setting> settings = new ArrayList<>();
        private final List<String> words = new ArrayList<>();
        private final List<String> foreign = new ArrayList<>();
        private @Nullable String configFile;

        SshOptions options() {
            return new SshOptions(settings, configFile, words, foreign);
        }

        /** Several flags may share a word, and the value of the last one too. */
        void flags(String word, Deque<String> following) throws MonitorException {
            if (word.length() < 2) {
                throw refused(word);
            }
            for (int i = 1; i < word.length(); i++) {
                char flag = word.charAt(i);
                String name = "-" + flag;
                if (IDLE.indexOf(flag) >= 0) {
                    continue;
                }
                String family = FAMILY_OF_FLAG.get(flag);
                if (family != null) {
                    add(new Setting("addressfamily", family), false);
                } else if (FOREIGN.indexOf(flag) >= 0) {
                    words.add(name);
                    foreign.add(name);
                } else {
                    flag(flag, name, word.substring(i + 1), following);
                    return;
                }
            }
        }

        private void flag(char flag, String name, String rest, Deque<String> following) throws MonitorException {
            String key = KEY_OF_FLAG.get(flag);
            boolean known = key != null || flag == 'o' || flag == 'F' || flag == 'e';
            if (!known && FOREIGN_WITH_VALUE.indexOf(flag) < 0) {
                throw refused(name);
            }
            String value = rest.isEmpty() ? following.poll() : rest;
            if (value == null) {
                throw misuse("ssh option \"" + name + "\" lacks its value", null);
            }
            if (key != null) {
                add(checked(key, value), false);
            } else if (flag == 'o') {
                setting(value);
            } else if (flag == 'F') {
                configFile(value);
            } else if (flag != 'e') {
                words.addAll(List.of(name, value));
                foreign.add(name);
            }
        }

        void configFile(@Nullable String file) {
            if (file != null) {
                configFile = file;
                words.addAll(List.of("-F", file));
            }
        }

        void setting(String text) throws MonitorException {
            int equals = text.indexOf('=');
            int blank = text.indexOf(' ');
            int end = equals < 0 || (blank >= 0 && blank < equals) ? blank : equals;
            String name = end <= 0 ? "" : text.substring(0, end).strip();
            if (!name.matches("[A-Za-z0-9]+")) {
                throw misuse(
                        "ssh option \"" + text + "\" is not understood",
                        "write KEY=VALUE as in ~/.ssh/config, or a flag of ssh such as -p");
            }
            String value = text.substring(end + 1).strip();
            if (value.startsWith("=")) {
                value = value.substring(1).strip();
            }
            String key = name.toLowerCase(Locale.ROOT);
            if (REFUSED.contains(key)) {
                if (!SWITCHED_OFF.contains(value.toLowerCase(Locale.ROOT))) {
                    throw refused(name);
                }
            } else if (!WITHOUT_EFFECT.contains(key)) {
                boolean understood = UNDERSTOOD.contains(key);
                add(checked(key, value), !understood);
                if (!understood) {
                    foreign.add(name);
                }
            }
        }

        /** @param raw whether the value goes on as it is, because only the ssh program knows what it means */
        void add(Setting setting, boolean raw) {
            settings.add(setting);
            boolean quote = !raw && setting.value().matches(".*\\s.*") && !isList(setting.key());
            words.add("-o");
            words.add(setting.key() + "=" + (quote ? "\"" + setting.value() + "\"" : setting.value()));
        }

        /** Values in which a blank separates. */
        private static boolean isList(String key) {
            return key.endsWith("knownhostsfile");
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
    }
}
