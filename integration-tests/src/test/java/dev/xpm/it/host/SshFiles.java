package dev.xpm.it.host;

import dev.xpm.it.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files of one client and one host: keys, known hosts, configuration. */
final class SshFiles {
    private final Path folder;

    SshFiles(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** Makes a key pair: NAME and NAME.pub. */
    Path key(String name) throws IOException {
        Path key = file(name);
        Files.deleteIfExists(key);
        Files.deleteIfExists(file(name + ".pub"));
        Program.Result made = Program.of(
                        "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", key.toString())
                .run();
        if (made.exit() != 0) {
            throw new IOException("ssh-keygen failed: " + made.err());
        }
        return key;
    }

    String publicKey(String name) throws IOException {
        return Files.readString(file(name + ".pub")).strip();
    }

    /** Writes what the client needs to reach the host. */
    Path configuration(int port, Path identity, String hostKey) throws IOException {
        String[] parts = hostKey.split(" ", 3);
        Path known =
                Files.writeString(file("known_hosts"), "[127.0.0.1]:" + port + " " + parts[0] + " " + parts[1] + "\n");
        return Files.write(
                file("ssh_config"),
                List.of(
                        "Host *",
                        "    Port " + port,
                        "    IdentityFile " + identity,
                        "    IdentitiesOnly yes",
                        "    IdentityAgent none",
                        "    UserKnownHostsFile " + known,
                        "    GlobalKnownHostsFile /dev/null",
                        "    StrictHostKeyChecking yes"));
    }
}
