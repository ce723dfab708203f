package dev.xpm.client.connect.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.client.config.hosts.KnownHostHashValue;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * What the user's and the system's known_hosts files say of one host. A line that cannot be read is skipped. Certificate
 * authorities are noticed and not used: the ssh program knows how to. Source: sshd(8), assurance.md S4.
 */
final class KnownHosts {
    private static final System.Logger LOG = System.getLogger(KnownHosts.class.getName());

    private static final String REVOKED = "revoked";
    private static final String AUTHORITY = "cert-authority";
    private static final int SALT_BYTES = 20;

    /** What a key presented by a host is to us. */
    enum Verdict {
        TRUSTED,
        /** No key of this host is known. */
        UNKNOWN,
        /** Other keys of this host are known, this one is not. */
        CHANGED,
        REVOKED
    }

    private enum Marker {
        NONE,
        REVOKED,
        AUTHORITY
    }

    private record Known(Path file, int line, Marker marker, String type, ByteBuffer blob) {
        boolean revoked() {
            return marker == Marker.REVOKED;
        }
    }

    private final String host;
    private final int port;
    private final List<Known> known;
    private final boolean hasAuthority;

    private KnownHosts(String host, int port, List<Known> known, boolean hasAuthority) {
        this.hasAuthority = hasAuthority;
        this.host = host;
        this.port = port;
        this.known = known;
    }

    /** Reads the files anew; one that is not there or not readable counts as empty. */
    static KnownHosts of(HostSettings settings) {
        var known = new ArrayList<Known>();
        settings.userKnownHosts().forEach(file -> read(file, settings, known));
        settings.globalKnownHosts().forEach(file -> read(file, settings, known));
        boolean hasAuthority = known.removeIf(entry -> entry.marker == Marker.AUTHORITY);
        return new KnownHosts(settings.hostKeyName(), settings.hostKeyPort(), known, hasAuthority);
    }

    Verdict judge(PublicKey key) {
        ByteBuffer blob = blob(key);
        List<Known> same =
                known.stream().filter(entry -> entry.blob.equals(blob)).toList();
        if (same.stream().anyMatch(Known::revoked)) {
            return Verdict.REVOKED;
        }
        if (!same.isEmpty()) {
            return Verdict.TRUSTED;
        }
        return known.stream().allMatch(Known::revoked) ? Verdict.UNKNOWN : Verdict.CHANGED;
    }

    /** Whether an authority speaks for this host, and no key of the host itself is known. */
    boolean onlyByAuthority() {
        return hasAuthority && known.stream().allMatch(Known::revoked);
    }

    /** Where another key of this host stands, as {@code FILE:LINE}; empty if nowhere. */
    String place() {
        return known.stream()
                .filter(entry -> !entry.revoked())
                .findFirst()
                .map(entry -> entry.file + ":" + entry.line)
                .orElse("");
    }

    /** Types of the known keys: a host that has several keys must be asked for one that we can compare. */
    Set<String> types() {
        return known.stream()
                .filter(entry -> !entry.revoked())
                .map(Known::type)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Adds the key to the first of the user's files. */
    void append(HostSettings settings, PublicKey key) throws IOException {
        if (settings.userKnownHosts().isEmpty()) {
            return;
        }
        Path file = settings.userKnownHosts().get(0);
        Path directory = file.getParent();
        if (directory != null && !Files.exists(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        String name = settings.hashKnownHosts() ? hashed() : KnownHostHashValue.createHostPattern(host, port);
        String line = (endsWithLine(file) ? "" : "\n") + name + " " + PublicKeyEntry.toString(key) + "\n";
        Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }

    private String hashed() throws IOException {
        var value = new KnownHostHashValue();
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        value.setSaltValue(salt);
        try {
            value.setDigestValue(
                    KnownHostHashValue.calculateHashValue(host, port, KnownHostHashValue.DEFAULT_DIGEST, salt));
        } catch (Exception e) {
            throw new IOException("the host name cannot be hashed", e);
        }
        return value.toString();
    }

    private static boolean endsWithLine(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        return content.length == 0 || content[content.length - 1] == '\n';
    }

    private static void read(Path file, HostSettings settings, List<Known> known) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            return;
        }
        try {
            List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .lines()
                    .toList();
            for (int i = 0; i < lines.size(); i++) {
                readLine(file, i + 1, lines.get(i).strip(), settings, known);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a known_hosts file cannot be read: " + e.getMessage());
        }
    }

    private static void readLine(Path file, int number, String line, HostSettings settings, List<Known> known) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        try {
            KnownHostEntry entry = KnownHostEntry.parseKnownHostEntry(line);
            String marker = entry.getMarker();
            boolean isKey = marker == null || marker.isEmpty();
            boolean isKnown = isKey || marker.equals(REVOKED) || marker.equals(AUTHORITY);
            if (isKnown && speaksOf(entry, isKey, settings)) {
                var key = entry.getKeyEntry();
                Marker mark = isKey ? Marker.NONE : marker.equals(REVOKED) ? Marker.REVOKED : Marker.AUTHORITY;
                known.add(new Known(file, number, mark, key.getKeyType(), ByteBuffer.wrap(key.getKeyData())));
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a line of a known_hosts file was skipped");
        }
    }

    /** What is marked holds for all ports unless it names one: {@code @revoked *} would else miss most of a cluster. */
    private static boolean speaksOf(KnownHostEntry entry, boolean isKey, HostSettings settings) {
        return entry.isHostMatch(settings.hostKeyName(), settings.hostKeyPort())
                || (!isKey && entry.isHostMatch(settings.hostKeyName(), SshConstants.DEFAULT_PORT));
    }

    private static ByteBuffer blob(PublicKey key) {
        var buffer = new ByteArrayBuffer();
        buffer.putRawPublicKey(key);
        return ByteBuffer.wrap(buffer.getCompactData());
    }
}
