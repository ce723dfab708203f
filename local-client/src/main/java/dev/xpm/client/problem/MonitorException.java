package dev.xpm.client.problem;

import dev.xpm.protocol.text.UntrustedText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that keeps the user from what they asked for: a sentence of ours, what to do about it, and what the other
 * side said. Ends up as one {@code error:} line, and a {@code hint:} line if there is one.
 */
public final class MonitorException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final @Nullable String hint;
    private final transient List<UntrustedText> remoteLines;

    public MonitorException(Problem problem, String sentence) {
        this(problem, sentence, problem.hint(), List.of(), null);
    }

    /**
     * @param sentence shown after {@code error:}; holds remote text only as {@link UntrustedText#forTerminal()} gave it
     * @param hint what to type or to change, shown after {@code hint:}
     * @param remoteLines last lines of the other side, oldest first
     */
    public MonitorException(
            Problem problem,
            String sentence,
            @Nullable String hint,
            List<UntrustedText> remoteLines,
            @Nullable Throwable cause) {
        super(sentence, cause);
        this.problem = problem;
        this.hint = hint;
        this.remoteLines = List.copyOf(remoteLines);
    }

    public Problem problem() {
        return problem;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }

    public @Nullable String hint() {
        return hint;
    }

    public List<UntrustedText> remoteLines() {
        return remoteLines;
    }
}
