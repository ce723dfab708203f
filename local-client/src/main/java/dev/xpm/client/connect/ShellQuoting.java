package dev.xpm.client.connect;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Turns words into one line for a login shell that may be sh, bash, dash, zsh, tcsh or fish. Source: protocol.md 2.1 and
 * 2.2, assurance.md S2.
 */
public final class ShellQuoting {
    /** Letters that no shell acts on; but a word that begins with {@code =} names a program to zsh. */
    private static final Pattern BARE = Pattern.compile("(?!=)[A-Za-z0-9@%+=:,./_-]+");

    /** Only a plain user name may stay outside the quotes. */
    private static final Pattern HOME = Pattern.compile("(~[A-Za-z0-9._-]*/)(.*)", Pattern.DOTALL);

    /** In quotes, tcsh reads {@code !} and line breaks, and fish reads a backslash. */
    private static final Pattern UNSAFE_IN_SOME_SHELL = Pattern.compile("[!\\\\\r\n]");

    private static final String SAFE_BYTES = "@%+=:,./_- ";

    private ShellQuoting() {}

    /** The line for a command, with the shell text to run first verbatim before it. */
    public static String line(RemoteCommand command) {
        return line(command, false);
    }

    /**
     * The same line in ASCII letters alone, but for the shell text: in a locale without others, Java hands them to a
     * program as question marks.
     */
    public static String asciiLine(RemoteCommand command) {
        return line(command, true);
    }

    private static String line(RemoteCommand command, boolean ascii) {
        String line =
                command.launcher().stream().map(ShellQuoting::quoteLauncher).collect(Collectors.joining(" "));
        String arguments = join(command.arguments());
        line = line.isEmpty() || arguments.isEmpty() ? line + arguments : line + " " + arguments;
        boolean isBeyondAscii = !line.chars().allMatch(letter -> letter < 0x80);
        if (UNSAFE_IN_SOME_SHELL.matcher(line).find() || (ascii && isBeyondAscii)) {
            line = "sh -c 'eval \"$(printf %b \"$0\")\"' '" + escapeBytes(line) + "'";
        }
        String init = command.shellInit();
        return init == null || init.isEmpty() ? line : init + "; " + line;
    }

    /**
     * Starts a program of this machine behind some shell text, in its place, in ASCII letters alone as
     * {@link #asciiLine}.
     *
     * @param text ends with what separates commands
     */
    public static List<String> behind(String text, List<String> words) {
        return List.of("sh", "-c", text + "eval \"exec $(printf %b \"$0\")\"", escapeBytes(join(words)));
    }

    /** Quotes each word where needed and puts blanks between them. */
    public static String join(List<String> words) {
        return words.stream().map(ShellQuoting::quote).collect(Collectors.joining(" "));
    }

    /** One word for a POSIX shell. */
    public static String quote(String word) {
        return BARE.matcher(word).matches() ? word : "'" + word.replace("'", "'\"'\"'") + "'";
    }

    /** As {@link #quote}, but the shell may expand a home directory at the beginning. */
    private static String quoteLauncher(String word) {
        var home = HOME.matcher(word);
        if (!home.matches()) {
            return quote(word);
        }
        String rest = home.group(2);
        return rest.isEmpty() ? word : home.group(1) + quote(rest);
    }

    private static String escapeBytes(String line) {
        var escaped = new StringBuilder();
        for (byte unit : line.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (unit & 0xff);
            boolean safe = (letter >= 'a' && letter <= 'z')
                    || (letter >= 'A' && letter <= 'Z')
                    || (letter >= '0' && letter <= '9')
                    || SAFE_BYTES.indexOf(letter) >= 0;
            if (safe) {
                escaped.append(letter);
            } else {
                escaped.append(String.format(Locale.ROOT, "\\0%03o", (int) letter));
            }
        }
        return escaped.toString();
    }
}
