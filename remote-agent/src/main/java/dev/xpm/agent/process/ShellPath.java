package dev.xpm.agent.process;

import java.nio.file.Path;

/**
 * A path for a shell, as an argument that every encoding passes on as it is: Java replaces in the arguments of a command
 * what its own encoding cannot hold. Each byte that is not plain stands as an octal number.
 */
final class ShellPath {
    /** Puts the path that stands in {@code $0} into {@code $path}; a name may end with a line break. */
    static final String UNPACK = "path=$(printf '%b.' \"$0\"); path=${path%.}; ";

    private ShellPath() {}

    /** The path of a file, for {@link #UNPACK}. */
    static String pack(Path file) {
        String uri = file.toUri().getRawPath();
        int end = uri.length() > 1 && uri.endsWith("/") ? uri.length() - 1 : uri.length();
        var packed = new StringBuilder(end);
        for (int at = 0; at < end; at++) {
            if (uri.charAt(at) == '%') {
                String octal = Integer.toOctalString(Integer.parseInt(uri, at + 1, at + 3, 16));
                packed.append("\\0").append("000", octal.length(), 3).append(octal);
                at += 2;
            } else {
                packed.append(uri.charAt(at));
            }
        }
        return packed.toString();
    }
}
