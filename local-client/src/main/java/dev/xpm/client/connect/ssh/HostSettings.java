package dev.xpm.client.connect.ssh;

import dev.xpm.client.connect.SshHost;
import dev.xpm.client.connect.config.ConfigLine;
import dev.xpm.client.connect.config.ConfigTokens;
import dev.xpm.client.connect.config.ConfigValues;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The settings for one hop, all defaults filled in.
 *
 * @param hostName to connect to
 * @param addressFamily {@code inet}, {@code inet6}, or {@code any}
 * @param agentSocket of the ssh-agent, null for none
 * @param jumps hosts to go through, first hop first
 * @param hostKeyName under which the host key is looked up: the host's name, or HostKeyAlias
 * @param hostKeyPort 22 for an alias, because it stands for one key whatever the port
 * @param methods of authentication, most wanted first
 * @param aliveInterval time between two heartbeats
 * @param aliveCount heartbeats without an answer that mean death
 */
record HostSettings(
        SshHost host,
        String hostName,
        int port,
        String addressFamily,
        String user,
        List<Path> identityFiles,
        boolean identitiesOnly,
        @Nullable Path agentSocket,
        List<JumpSpec> jumps,
        List<Path> userKnownHosts,
        List<Path> globalKnownHosts,
        HostKeyPolicy hostKeyPolicy,
        boolean hashKnownHosts,
        String hostKeyName,
        int hostKeyPort,
        @Nullable Duration connectLimit,
        boolean batchMode,
        int passwordPrompts,
        List<String> methods,
        Duration aliveInterval,
        int aliveCount) {
    static final int DEFAULT_PORT = 22;

    static final String PUBLIC_KEY = "publickey";
    static final String KEYBOARD = "keyboard-interactive";
    static final String PASSWORD = "password";

    private static final List<String> DEFAULT_KEYS = List.of("~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa");
    private static final String DEFAULT_KNOWN_HOSTS = "~/.ssh/known_hosts ~/.ssh/known_hosts2";
    private static final String DEFAULT_GLOBAL_KNOWN_HOSTS = "/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2";

    /** 5 s × 3 is the promise of assurance.md 2.5, unless the user set other values. */
    private static final int ALIVE_SECONDS = 5;

    private static final int ALIVE_COUNT = 3;

    /** Debian's ssh sets this interval by itself in batch mode; it is not the user's wish. */
    private static final int DEBIAN_BATCH_ALIVE = 300;

    static HostSettings of(SshHost host, ConfigValues values) throws MonitorException, BeyondBuiltinException {
        BuiltinReach.check(host, values);
        String hostName = values.get("hostname", host.name()).replace("%h", host.name());
        int port = values.number("port", DEFAULT_PORT);
        String user = Objects.requireNonNullElse(host.user(), values.get("user", System.getProperty("user.name")));
        var tokens = new ConfigTokens(host.name(), hostName, port, user);
        String alias = values.get("hostkeyalias");
        List<String> keys = values.has("identityfile") ? values.all("identityfile") : DEFAULT_KEYS;
        boolean batchMode = values.isYes("batchmode", false);
        int alive = values.number("serveraliveinterval", 0);
        if (batchMode && alive == DEBIAN_BATCH_ALIVE) {
            alive = 0;
        }
        var settings = new HostSettings(
                host,
                hostName,
                port,
                values.get("addressfamily", "any").toLowerCase(Locale.ROOT),
                user,
                keys.stream()
                        .filter(file -> !file.equalsIgnoreCase("none"))
                        .map(tokens::path)
                        .toList(),
                values.isYes("identitiesonly", false),
                agentSocket(values, tokens),
                jumps(host, values.get("proxyjump")),
                files(values, "userknownhostsfile", DEFAULT_KNOWN_HOSTS, tokens),
                files(values, "globalknownhostsfile", DEFAULT_GLOBAL_KNOWN_HOSTS, tokens),
                HostKeyPolicy.of(values.get("stricthostkeychecking", "ask")),
                values.isYes("hashknownhosts", false),
                (alias == null ? hostName : alias).toLowerCase(Locale.ROOT),
                alias == null ? port : DEFAULT_PORT,
                values.number("connecttimeout", 0) == 0 ? null : Duration.ofSeconds(values.number("connecttimeout", 0)),
                batchMode,
                values.number("numberofpasswordprompts", 3),
                methods(values),
                Duration.ofSeconds(alive == 0 ? ALIVE_SECONDS : alive),
                alive == 0 ? ALIVE_COUNT : Math.max(1, values.number("serveralivecountmax", ALIVE_COUNT)));
        BuiltinReach.check(settings, values);
        BuiltinReach.checkCertificates(settings);
        return settings;
    }

    /** Whether the configuration allows such an address. */
    boolean allows(InetAddress address) {
        return switch (addressFamily) {
            case "inet" -> address instanceof Inet4Address;
            case "inet6" -> address instanceof Inet6Address;
            default -> true;
        };
    }

    /** How the hop is called in messages and questions. */
    String label() {
        return user + "@" + host.name();
    }

    private static @Nullable Path agentSocket(ConfigValues values, ConfigTokens tokens) {
        String set = values.has("identityagent") ? values.get("identityagent") : "SSH_AUTH_SOCK";
        if (set == null) {
            return null;
        }
        String variable = set.equals("SSH_AUTH_SOCK") ? set : set.startsWith("$") ? set.substring(1) : null;
        if (variable == null || set.startsWith("${")) {
            return tokens.path(set);
        }
        String socket = System.getenv(variable);
        return socket == null || socket.isEmpty() ? null : Path.of(socket);
    }

    private static List<JumpSpec> jumps(SshHost host, @Nullable String list) throws MonitorException {
        try {
            return list == null ? List.of() : JumpSpec.parse(list);
        } catch (IllegalArgumentException e) {
            throw new MonitorException(Problem.MISUSE, "cannot reach " + host + ": ProxyJump: " + e.getMessage());
        }
    }

    private static List<Path> files(ConfigValues values, String key, String otherwise, ConfigTokens tokens) {
        if (values.has(key) && values.get(key) == null) {
            return List.of();
        }
        return ConfigLine.words(values.get(key, otherwise)).stream()
                .map(tokens::path)
                .toList();
    }

    private static List<String> methods(ConfigValues values) {
        List<String> preferred =
                List.of(values.get("preferredauthentications", String.join(",", PUBLIC_KEY, KEYBOARD, PASSWORD))
                        .split(",", -1));
        return preferred.stream()
                .filter(method -> switch (method) {
                    // Has more values than yes and no; all but these two mean yes.
                    case PUBLIC_KEY ->
                        !values.get("pubkeyauthentication", "yes").matches("(?i)no|false");
                    case KEYBOARD -> values.isYes("kbdinteractiveauthentication", true);
                    case PASSWORD -> values.isYes("passwordauthentication", true);
                    default -> false;
                })
                .toList();
    }
}
