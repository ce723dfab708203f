package dev.xpm.protocol.text;

/**
 * Takes escape sequences out of a stream of characters, also where a sequence is cut across two pieces of input. Of all
 * sequences only {@code CSI … m} and {@code CSI … A} mean something here; the rest is removed as a whole.
 */
final class EscapeFilter {
    /** A sequence that is longer is none: a stray introducer must not swallow the rest of a log. */
    private static final int MAX_SEQUENCE = 4_096;

    private static final char ESC = 0x1B;
    private static final char BEL = 0x07;
    private static final char CSI = 0x9B;
    private static final char STRING_TERMINATOR = 0x9C;

    /** What is left of the stream. */
    interface Sink {
        void character(char unit);

        void style(String parameters);

        void cursorUp(int lines);
    }

    private enum State {
        TEXT,
        AFTER_ESC,
        AFTER_INTERMEDIATE,
        IN_CSI,
        IN_STRING,
        IN_STRING_AFTER_ESC
    }

    private final Sink sink;
    private final StringBuilder parameters = new StringBuilder();
    private State state = State.TEXT;
    private int length;

    EscapeFilter(Sink sink) {
        this.sink = sink;
    }

    void accept(char unit) {
        if (state == State.TEXT) {
            text(unit);
        } else if (unit == '\n' || unit == '\r' || ++length > MAX_SEQUENCE) {
            boolean inString = state == State.IN_STRING || state == State.IN_STRING_AFTER_ESC;
            if (!(unit == '\r' && inString)) {
                state = State.TEXT;
                text(unit);
            }
        } else {
            inSequence(unit);
        }
    }

    private void text(char unit) {
        if (unit == ESC) {
            begin(State.AFTER_ESC);
        } else if (unit == CSI) {
            begin(State.IN_CSI);
        } else if (unit == 0x90 || unit == 0x98 || (unit >= 0x9D && unit <= 0x9F)) {
            begin(State.IN_STRING);
        } else {
            sink.character(unit);
        }
    }

    private void begin(State next) {
        state = next;
        length = 0;
        parameters.setLength(0);
    }

    private void inSequence(char unit) {
        switch (state) {
            case AFTER_ESC -> afterEsc(unit);
            case AFTER_INTERMEDIATE -> {
                if (unit < 0x20 || unit > 0x2F) {
                    state = State.TEXT;
                }
            }
            case IN_CSI -> inCsi(unit);
            case IN_STRING -> {
                if (unit == BEL || unit == STRING_TERMINATOR) {
                    state = State.TEXT;
                } else if (unit == ESC) {
                    state = State.IN_STRING_AFTER_ESC;
                }
            }
            case IN_STRING_AFTER_ESC -> {
                if (unit == '\\') {
                    state = State.TEXT;
                } else {
                    begin(State.AFTER_ESC);
                    afterEsc(unit);
                }
            }
            case TEXT -> text(unit);
        }
    }

    private void afterEsc(char unit) {
        if (unit == '[') {
            begin(State.IN_CSI);
        } else if (unit == ']' || unit == 'P' || unit == 'X' || unit == '^' || unit == '_') {
            begin(State.IN_STRING);
        } else if (unit >= 0x20 && unit <= 0x2F) {
            state = State.AFTER_INTERMEDIATE;
        } else if (unit != ESC) {
            state = State.TEXT;
            if (unit < 0x20 || unit > 0x7E) {
                text(unit);
            }
        }
    }

    private void inCsi(char unit) {
        if (unit >= 0x40 && unit <= 0x7E) {
            state = State.TEXT;
            finish(unit);
        } else if (unit >= 0x20 && unit <= 0x3F) {
            parameters.append(unit);
        } else if (unit == ESC) {
            begin(State.AFTER_ESC);
        } else {
            state = State.TEXT;
            text(unit);
        }
    }

    private void finish(char last) {
        String given = parameters.toString();
        if (last == 'm' && isNumbers(given)) {
            sink.style(given);
        } else if (last == 'A' && isNumbers(given)) {
            sink.cursorUp(count(given));
        }
    }

    private static boolean isNumbers(String given) {
        return given.chars().allMatch(unit -> (unit >= '0' && unit <= '9') || unit == ';' || unit == ':');
    }

    private static int count(String given) {
        String digits = given.isEmpty() ? "1" : given;
        if (digits.length() > 6 || !digits.chars().allMatch(unit -> unit >= '0' && unit <= '9')) {
            return 0;
        }
        return Math.max(1, Integer.parseInt(digits));
    }
}
