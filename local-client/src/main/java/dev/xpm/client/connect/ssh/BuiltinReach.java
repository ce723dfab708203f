package dev.xpm.client.connect.ssh;

import dev.xpm.client.connect.SshHost;
import dev.xpm.client.connect.config.ConfigValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the built-in SSH cannot do: it must say so instead of connecting in another way than the user expects. */
final class BuiltinReach {
    /** Keys that mean nothing to the built-in SSH when they have any value but these; in the spelling of ssh_config(5). */
    private static final Map<String, List<String>> FOREIGN = foreign();

    private static final int MAX_KEY_BYTES = 64 << 10;

    private BuiltinReach() {}

    private static Map<String, List<String>> foreign() {
        var keys = new LinkedHashMap<String, List<String>>();
        keys.put("PKCS11Provider", List.of());
        keys.put("CertificateFile", List.of());
        keys.put("KnownHostsCommand", List.of());
        keys.put("RevokedHostKeys", List.of());
        keys.put("VerifyHostKeyDNS", List.of("no", "false"));
        keys.put("BindAddress", List.of());
        keys.put("BindInterface", List.of());
        return keys;
    }

    /** Looks at single settings. */
    static void check(SshHost host, ConfigValues values) throws BeyondBuiltinException {
        if (values.get("proxycommand") != null && values.get("proxyjump") == null) {
            throw new BeyondBuiltinException("ProxyCommand is set for " + host);
        }
        for (var key : FOREIGN.entrySet()) {
            String value = values.get(key.getKey().toLowerCase(Locale.ROOT));
            if (value != null && !key.getValue().contains(value.toLowerCase(Locale.ROOT))) {
                throw new BeyondBuiltinException(key.getKey() + " is set for " + host);
            }
        }
    }

    /** Looks at certificates: of the host, by an authority in known_hosts, and of the user, beside a key. */
    static void checkCertificates(HostSettings settings) throws BeyondBuiltinException {
        if (KnownHosts.of(settings).onlyByAuthority()) {
            throw new BeyondBuiltinException("known_hosts names a certificate authority for " + settings.host());
        }
        for (Path file : settings.identityFiles()) {
            if (Files.exists(file.resolveSibling(file.getFileName() + "-cert.pub"))) {
                throw new BeyondBuiltinException("there is a certificate for the key " + file);
            }
        }
    }

    /** Looks at the ways to log in: one that only the ssh program knows counts where there is no other without typing. */
    static void check(HostSettings settings, ConfigValues values) throws BeyondBuiltinException {
        boolean byHost = values.isYes("hostbasedauthentication", false);
        boolean byTicket = values.isYes("gssapiauthentication", false);
        if (settings.methods().isEmpty() && (byHost || byTicket)) {
            throw new BeyondBuiltinException("only " + (byTicket ? "GSSAPI" : "host-based")
                    + " authentication is allowed for " + settings.host());
        }
        boolean agentHelps = settings.agentSocket() != null && Files.exists(settings.agentSocket());
        boolean hasKey = false;
        boolean hasHardwareKey = false;
        for (Path file : settings.identityFiles()) {
            if (isHardwareKey(file)) {
                hasHardwareKey = true;
            } else {
                hasKey |= Files.isReadable(file) && Files.isRegularFile(file);
            }
        }
        if (hasKey || agentHelps) {
            return;
        }
        if (hasHardwareKey && settings.methods().contains(HostSettings.PUBLIC_KEY)) {
            throw new BeyondBuiltinException("the only key for " + settings.host() + " is a FIDO key");
        }
        if (byTicket && hasTicket()) {
            throw new BeyondBuiltinException("there is a Kerberos ticket and no key for " + settings.host());
        }
    }

    /** Such a file holds a handle; the key itself never leaves the device. */
    private static boolean isHardwareKey(Path file) {
        Path beside = file.resolveSibling(file.getFileName() + ".pub");
        String text = read(beside);
        if (text != null && text.startsWith("sk-")) {
            return true;
        }
        String key = read(file);
        if (key == null || !key.startsWith("-----BEGIN OPENSSH PRIVATE KEY-----")) {
            return false;
        }
        String body = key.lines().filter(line -> !line.startsWith("-----")).reduce("", String::concat);
        try {
            return new String(Base64.getMimeDecoder().decode(body), StandardCharsets.ISO_8859_1).contains("sk-");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static @Nullable String read(Path file) {
        try {
            boolean readable = Files.isRegularFile(file) && Files.size(file) <= MAX_KEY_BYTES;
            return readable ? Files.readString(file, StandardCharsets.ISO_8859_1) : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean hasTicket() {
        String named = System.getenv("KRB5CCNAME");
        return named != null && named.startsWith("FILE:") && Files.exists(Path.of(named.substring("FILE:".length())));
    }
}
