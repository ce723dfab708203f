package dev.xpm.it.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code jsonrpc} block of a document: lines that are sent, lines that come back, and lines that somebody appends to a file
 * of the workspace meanwhile.
 *
 * @param place file and line where the block begins
 * @param fixture the recorded workspace on which it is replayed, {@link #NOT_REPLAYED}, or empty
 */
public record WireExample(String place, String fixture, List<Line> lines) {
    /** Marks a block that shows what no replay can bring about. */
    public static final String NOT_REPLAYED = "not-replayed";

    private static final String FENCE = "```";
    private static final String LANGUAGE = "jsonrpc";

    /** One line of a block, without its mark. */
    public record Line(Kind kind, String text) {
        static Line of(String place, String text) {
            for (Kind kind : Kind.values()) {
                if (text.startsWith(kind.mark)) {
                    return new Line(kind, text.substring(kind.mark.length()));
                }
            }
            throw new IllegalArgumentException(place + ": neither \"> \" nor \"< \" nor \"+ \": " + text);
        }

        /** Whether it goes to the agent. */
        public boolean sent() {
            return kind == Kind.SENT;
        }
    }

    /** What happens with a line. {@link #APPENDED} begins with the path of the file and a blank. */
    public enum Kind {
        SENT("> "),
        SAID("< "),
        APPENDED("+ ");

        private final String mark;

        Kind(String mark) {
            this.mark = mark;
        }
    }

    /** All blocks of a document that are wire, also those that only look like it. */
    public static List<WireExample> of(Path document) throws IOException {
        var found = new ArrayList<WireExample>();
        List<String> rows = Files.readAllLines(document);
        int row = 0;
        while (row < rows.size()) {
            String head = rows.get(row);
            if (head.startsWith(FENCE)) {
                int end = row + 1;
                while (!rows.get(end).equals(FENCE)) {
                    end++;
                }
                add(found, document.getFileName() + ":" + (row + 1), head, rows.subList(row + 1, end));
                row = end;
            }
            row++;
        }
        return found;
    }

    private static void add(List<WireExample> found, String place, String head, List<String> body) {
        String[] words = head.substring(FENCE.length()).strip().split(" +", -1);
        if (words[0].equals(LANGUAGE)) {
            String fixture = words.length > 1 ? words[1] : "";
            found.add(new WireExample(
                    place,
                    fixture,
                    body.stream().map(text -> Line.of(place, text)).toList()));
        } else if (body.stream().anyMatch(text -> text.startsWith("{\"jsonrpc\""))) {
            // Wire under another name would never be replayed, and nobody would notice.
            found.add(new WireExample(place, "", List.of()));
        }
    }

    @Override
    public String toString() {
        return place + " " + fixture;
    }
}
