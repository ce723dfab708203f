package dev.xpm.client.connect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the user while a connection is being made. Called on a thread that may wait for the answer. */
public interface Prompter {
    /** One question; {@code echo} false means that what is typed must not be seen. */
    record Question(String text, boolean echo) {}

    /**
     * Asks for secrets or codes.
     *
     * @param title what it is for, such as {@code password for user@host}
     * @return one answer per question, or null if the user cancels
     */
    @Nullable
    List<char[]> ask(String title, List<Question> questions);

    /** Shows a fact and asks yes or no, such as whether to trust a new host key. */
    boolean confirm(String title, List<String> lines);

    /** Tells what is worth knowing also later, such as which of two ways is taken. */
    void status(String line);

    /** Tells what is being done now, such as {@code uploading our agent to host: 40 %}; takes the place of what was before. */
    default void stage(String line) {
        status(line);
    }
}
