package dev.xpm.client.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Refuses a settings file that somebody else could have written: {@code shell_init} in it is code that runs as the user.
 * The file and its directory count; root may write anything anyway, and so may the only member of a private group.
 * Source: assurance.md S3.
 */
final class SettingsFileRights {
    private static final int GROUP_WRITE = 0020;
    private static final int OTHER_WRITE = 0002;

    /** In such a directory nobody replaces the file of somebody else. */
    private static final int STICKY = 01000;

    private final Path groups;
    private final Path users;

    private SettingsFileRights(Path groups, Path users) {
        this.groups = groups;
        this.users = users;
    }

    static void check(Path file, Findings findings) {
        new SettingsFileRights(Path.of("/etc/group"), Path.of("/etc/passwd")).checkBoth(file, findings);
    }

    private void checkBoth(Path file, Findings findings) {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return;
        }
        try {
            Path real = file.toRealPath();
            if (!Files.isRegularFile(real)) {
                findings.problem(null, "not a file");
                return;
            }
            check(real, false, findings, "");
            Path directory = real.getParent();
            if (directory != null) {
                check(directory, true, findings, "its directory ");
            }
        } catch (IOException e) {
            findings.problem(null, "no such file, or it cannot be read");
        }
    }

    private void check(Path path, boolean directory, Findings findings, String what) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,owner,group,gid");
        int mode = attributes.get("mode") instanceof Integer bits ? bits : 0;
        String owner = String.valueOf(attributes.get("owner"));
        String group = String.valueOf(attributes.get("group"));
        String user = System.getProperty("user.name");
        if (!owner.equals(user) && !owner.equals("root")) {
            findings.problem(null, what + "belongs to another user, " + owner + ", and may hold commands of theirs");
        }
        boolean shielded = directory && (mode & STICKY) != 0;
        boolean byGroup = (mode & GROUP_WRITE) != 0
                && !group.equals("root")
                && !isPrivate(group, String.valueOf(attributes.get("gid")), owner);
        if (!shielded && ((mode & OTHER_WRITE) != 0 || byGroup)) {
            findings.problem(null, what + "can be written by other users; run: chmod go-w " + path);
        }
    }

    /** A group of the user's own name in which nobody else is. */
    private boolean isPrivate(String group, String gid, String owner) {
        try {
            boolean others = lines(groups)
                    .filter(fields -> fields.length > 3 && fields[2].equals(gid))
                    .flatMap(fields -> List.of(fields[3].split(",", -1)).stream())
                    .anyMatch(member -> !member.isBlank() && !member.equals(owner));
            boolean primaryOfOthers = lines(users)
                    .anyMatch(fields -> fields.length > 3 && fields[3].equals(gid) && !fields[0].equals(owner));
            return group.equals(owner) && !others && !primaryOfOthers;
        } catch (IOException e) {
            return false;
        }
    }

    private static Stream<String[]> lines(Path file) throws IOException {
        return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream().map(line -> line.split(":", -1));
    }
}
