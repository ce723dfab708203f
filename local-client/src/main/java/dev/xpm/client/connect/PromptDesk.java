package dev.xpm.client.connect;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Questions for a user who sits before a face: whoever connects waits here, a face shows the open question and brings the
 * answer. There is one question at a time. Safe for use by several threads.
 *
 * <p>What is asked holds words of the host; what is answered is secret, is held only until it is taken, and is never
 * shown by any {@code toString}.
 */
public final class PromptDesk implements Prompter {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private long lastNumber;
    private @Nullable Asked open;
    private @Nullable List<char[]> answers;

    /**
     * An open question.
     *
     * @param number differs from that of every other question
     * @param title what it is for
     * @param lines facts to judge by
     * @param questions none if it is to be answered by yes or no
     */
    public record Asked(long number, String title, List<String> lines, List<Question> questions) {
        public Asked {
            lines = List.copyOf(lines);
            questions = List.copyOf(questions);
        }

        public boolean isYesOrNo() {
            return questions.isEmpty();
        }
    }

    /** Calls back after each change, on any thread; must not block. Closing ends it. */
    public AutoCloseable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** The question that waits for an answer. */
    public synchronized @Nullable Asked open() {
        return open;
    }

    /**
     * Answers a question; nothing happens if it is not the open one any more.
     *
     * @param given one for each question, and none for a yes; they are wiped when they were used
     */
    public void answer(long number, List<char[]> given) {
        synchronized (this) {
            Asked asked = open;
            if (asked == null
                    || asked.number() != number
                    || given.size() != asked.questions().size()) {
                given.forEach(secret -> Arrays.fill(secret, '\0'));
                return;
            }
            answers = List.copyOf(given);
            open = null;
            notifyAll();
        }
        listeners.forEach(Runnable::run);
    }

    /** The user will not answer, or says no. */
    public void cancel(long number) {
        synchronized (this) {
            Asked asked = open;
            if (asked == null || asked.number() != number) {
                return;
            }
            open = null;
            notifyAll();
        }
        listeners.forEach(Runnable::run);
    }

    @Override
    public @Nullable List<char[]> ask(String title, List<Question> questions) {
        return await(title, List.of(), questions);
    }

    @Override
    public boolean confirm(String title, List<String> lines) {
        return await(title, lines, List.of()) != null;
    }

    /** Stages of an attempt are shown with the state of the link. */
    @Override
    public void status(String line) {}

    private @Nullable List<char[]> await(String title, List<String> lines, List<Question> questions) {
        Asked asked;
        synchronized (this) {
            asked = new Asked(++lastNumber, title, lines, questions);
            open = asked;
            answers = null;
        }
        listeners.forEach(Runnable::run);
        try {
            synchronized (this) {
                while (asked.equals(open)) {
                    wait();
                }
                List<char[]> given = answers;
                answers = null;
                return given;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel(asked.number());
            return null;
        }
    }
}
