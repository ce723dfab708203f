package dev.xpm.it.deploy;

import dev.xpm.it.host.OpenSshdHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * An account on the machine's own sshd: an empty home, an empty environment, no file transfer. What each command finds is
 * decided by a script that a test may write anew. The commands are counted.
 */
final class Account implements AutoCloseable {
    private final Path folder;
    private final OpenSshdHost host;

    private Account(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder.toRealPath().resolve("account"));
        Files.createDirectories(home());
        loginShell("/bin/sh");
        host = OpenSshdHost.start(folder, "ForceCommand " + folder.toRealPath().resolve("account/enter"));
    }

    static Account create(Path folder) throws IOException {
        return new Account(folder);
    }

    /** Has each command run in this shell, from now on. */
    void loginShell(String shell) throws IOException {
        enter("", "exec env -i HOME='" + home() + "' SHELL=" + shell + " PATH= XPM_NO_CDS=1 " + shell + " -c ");
    }

    /** Has each command run behind these words, which end with {@code -c}, after some shell text. */
    void enter(String before, String words) throws IOException {
        Path enter = folder.resolve("enter");
        Files.writeString(
                enter,
                "#!/bin/sh\necho command >>'" + folder.resolve("commands") + "'\n" + before + "\n" + words
                        + " \"$SSH_ORIGINAL_COMMAND\"\n");
        Files.setPosixFilePermissions(enter, PosixFilePermissions.fromString("rwx------"));
    }

    OpenSshdHost host() {
        return host;
    }

    Path home() {
        return folder.resolve("home");
    }

    /** Where the agent is installed. */
    Path cache() {
        return home().resolve(".cache/xpm-monitor");
    }

    /** What is in the cache: names of files and directories. */
    List<String> installed() throws IOException {
        if (!Files.isDirectory(cache())) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(cache())) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    /** Removes all that was installed. */
    void forget() throws IOException {
        try (Stream<Path> entries = Files.walk(cache())) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        }
    }

    /** How many agents of this account run, also those whose connection is gone already. */
    long running() throws IOException {
        try (Stream<Path> entries = Files.walk(cache(), 2)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith("used-by-"))
                    .map(name -> Long.parseLong(name.substring(name.lastIndexOf('-') + 1)))
                    .filter(pid -> ProcessHandle.of(pid).isPresent())
                    .count();
        }
    }

    /** How many commands the host has run since the last call. */
    int commands() throws IOException {
        Path log = folder.resolve("commands");
        if (!Files.exists(log)) {
            return 0;
        }
        int count = Files.readAllLines(log).size();
        Files.delete(log);
        return count;
    }

    @Override
    public void close() {
        host.close();
    }
}
