package dev.xpm.client.pull;

import dev.xpm.client.connect.RemoteCommand;
import java.util.ArrayList;
import java.util.List;

/**
 * What is run on a host to read a log there. The file is always an argument, never part of a script. Works with the tools
 * of GNU, BusyBox and BSD.
 */
final class LogCommands {
    /** Exit code for a file that is not there. */
    static final int NO_FILE = 3;

    /**
     * First a line with the size, the time and the identity of the file, and the offset of the piece; then the piece.
     * A negative offset counts from the end; one behind the end means that the file was truncated, and becomes 0.
     */
    private static final String READ = "f=$1 o=$2 n=$3; [ -f \"$f\" ] || exit 3; "
            + "s=$(stat -L -c '%s %Y %d:%i' \"$f\" 2>/dev/null || wc -c <\"$f\") || exit 4; set -- $s; "
            + "if [ \"$o\" -lt 0 ]; then o=$(($1 + o)); fi; if [ \"$o\" -lt 0 ] || [ \"$o\" -gt \"$1\" ]; then o=0; fi; "
            + "echo \"$1 ${2:-0} ${3:-} $o\"; tail -c \"+$((o + 1))\" \"$f\" | head -c \"$n\"";

    /** Ends with its input: an idle tail would notice the end of a session only when it next has something to say. */
    private static final String FOLLOW = "exec 3<&0; tail -c \"+$2\" -F \"$1\" 3<&- & t=$!; "
            + "(cat <&3 >/dev/null; kill $t) >/dev/null 2>&1 & wait $t";

    private LogCommands() {}

    static RemoteCommand read(String file, long offset, int bytes) {
        return script(READ, file, String.valueOf(offset), String.valueOf(bytes));
    }

    static RemoteCommand follow(String file, long offset) {
        return script(FOLLOW, file, String.valueOf(offset + 1));
    }

    /** In the locale of the tools themselves, because their messages are read. */
    private static RemoteCommand script(String script, String... arguments) {
        var words = new ArrayList<>(List.of("env", "LC_ALL=C", "sh", "-c", script, "sh"));
        words.addAll(List.of(arguments));
        return RemoteCommand.of(words.toArray(String[]::new));
    }
}
