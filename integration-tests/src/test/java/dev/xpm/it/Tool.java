package dev.xpm.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A program of the machine that a test runs for real. */
public enum Tool {
    SSHD("/usr/sbin/sshd", "sshd"),
    RSYNC("rsync"),
    TMUX("tmux"),
    IP("ip", "/usr/sbin/ip", "/sbin/ip"),
    IPTABLES("iptables", "/usr/sbin/iptables", "/sbin/iptables"),
    MOUNT("mount"),
    PYTHON("python3"),
    CHROMEDRIVER("chromedriver"),
    CHROMIUM("chromium", "chromium-browser", "google-chrome"),
    MUNGED("/usr/sbin/munged"),
    MARIADBD("/usr/sbin/mariadbd", "mariadbd"),
    MARIADB_INSTALL("mariadb-install-db"),
    SLURMDBD("/usr/sbin/slurmdbd", "slurmdbd"),
    SLURMCTLD("/usr/sbin/slurmctld", "slurmctld"),
    SLURMD("/usr/sbin/slurmd", "slurmd"),
    /** The original program, in the virtual environment that XPM_PYTHON_VENV names. */
    ORIGINAL(originalHome() + "/bin/experimaestro");

    /** Names separated by blanks; the first that is found counts. */
    private final String names;

    Tool(String... names) {
        this.names = String.join(" ", names);
    }

    /** Where it is, if it is there. */
    public Optional<Path> find() {
        return Stream.of(names.split(" ", -1))
                .flatMap(Tool::candidates)
                .filter(Files::isExecutable)
                .findFirst();
    }

    public Path path() {
        return find().orElseThrow(() -> new IllegalStateException(name() + " is not installed"));
    }

    private static Stream<Path> candidates(String name) {
        return name.startsWith("/")
                ? Stream.of(Path.of(name))
                : Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                        .map(folder -> Path.of(folder, name));
    }

    private static String originalHome() {
        return System.getenv().getOrDefault("XPM_PYTHON_VENV", "/opt/xpm-venv");
    }
}
