package dev.xpm.it.slurm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A folder of the commands of SLURM that find the cluster by themselves, and note down who called them and when. */
public final class SlurmCommands {
    private static final List<String> NAMES = List.of("sbatch", "sacct", "squeue", "scancel", "scontrol", "sinfo");

    private final Path folder;
    private final Path calls;

    SlurmCommands(Path folder, Path configuration) throws IOException {
        this.folder = Files.createDirectory(folder);
        this.calls = folder.resolveSibling("calls");
        Files.createFile(calls);
        var executable = PosixFilePermissions.fromString("rwxr-xr-x");
        Files.setPosixFilePermissions(folder, executable);
        for (String name : NAMES) {
            Path command = folder.resolve(name);
            Files.write(
                    command,
                    List.of(
                            "#!/bin/sh",
                            "read -r caller < /proc/$PPID/comm",
                            "echo \"$(date +%s) $caller " + name + " $*\" >> '" + calls + "'",
                            "SLURM_CONF='" + configuration + "' PATH=/usr/bin:/bin exec " + name + " \"$@\""));
            Files.setPosixFilePermissions(command, executable);
        }
    }

    public Path folder() {
        return folder;
    }

    /** A command that the agent ran; whoever else runs commands is no Java program. */
    public record Call(long second, String command) {}

    public List<Call> ofAgents() throws IOException {
        return Files.readAllLines(calls).stream()
                .map(line -> line.split(" ", 3))
                .filter(words -> words[1].equals("java"))
                .map(words -> new Call(Long.parseLong(words[0]), words[2]))
                .toList();
    }
}
