package dev.xpm.it.deploy;

import dev.xpm.client.connect.deploy.AgentFiles;
import dev.xpm.it.Program;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A program that a host takes for a Java: it notes the checksum of each jar that it is to run, and then answers the first
 * questions of a client as a plain server of the protocol would. It starts at once, so that installing can be tried often.
 */
final class StandInJava {
    private final Path folder;

    private StandInJava(Path folder) {
        this.folder = folder;
    }

    static StandInJava in(Path folder) throws IOException {
        var java = new StandInJava(Files.createDirectories(folder.resolve("stand-in")));
        Path program = Files.createDirectories(java.home().resolve("bin")).resolve("java");
        Files.writeString(program, """
                #!/bin/sh
                PATH=/usr/bin:/bin
                case " $* " in
                *' -version '*)
                    echo 'openjdk version "17.0.9" 2023-10-17' >&2
                    exit
                    ;;
                esac
                for word; do
                    [ "${previous-}" != -jar ] || jar=$word
                    previous=$word
                done
                sha256sum <"$jar" >>'%s'
                while read -r line; do
                    id=${line##*'"id":'}
                    id=${id%%%%[!0-9]*}
                    case $line in
                    *get_sync_info*) result='{"protocol_version":"2.0","workspace_path":"/ws"}' ;;
                    *) result='[]' ;;
                    esac
                    printf '{"jsonrpc":"2.0","id":%%s,"result":%%s}\\n' "$id" "$result"
                done
                """.formatted(java.log()));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return java;
    }

    /** The value of JAVA_HOME. */
    Path home() {
        return folder.resolve("java");
    }

    /** SHA-256 of each jar that was run, in the order of the starts. */
    List<String> ran() throws IOException {
        return Files.exists(log())
                ? Files.readAllLines(log()).stream()
                        .map(line -> line.substring(0, 64))
                        .toList()
                : List.of();
    }

    private Path log() {
        return folder.resolve("ran");
    }

    /** A jar for it: the shell text of the real agent's jar and some bytes that differ from seed to seed; made once. */
    AgentFiles agent(long seed) throws IOException {
        Path jar = Files.createDirectories(folder.resolve("build-" + seed)).resolve("agent.jar");
        if (Files.exists(jar)) {
            return new AgentFiles(jar);
        }
        byte[] bytes = new byte[300_000];
        new Random(seed).nextBytes(bytes);
        try (OutputStream out = Files.newOutputStream(jar);
                var zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("xpm-agent.sh"));
            zip.write(Files.readAllBytes(Program.root().resolve("remote-agent/src/main/resources/xpm-agent.sh")));
            zip.putNextEntry(new ZipEntry("bytes"));
            zip.write(bytes);
        }
        return new AgentFiles(jar);
    }
}
