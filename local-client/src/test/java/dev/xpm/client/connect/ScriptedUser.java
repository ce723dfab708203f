package dev.xpm.client.connect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A user who gives the answers of a list, then cancels; and who keeps what they were asked. */
public final class ScriptedUser implements Prompter {
    public final List<String> asked = new CopyOnWriteArrayList<>();
    public final List<String> threads = new CopyOnWriteArrayList<>();
    public final List<String> told = new CopyOnWriteArrayList<>();
    private final Deque<String> answers;
    private final boolean trusting;

    private ScriptedUser(boolean trusting, List<String> answers) {
        this.trusting = trusting;
        this.answers = new ArrayDeque<>(answers);
    }

    /** Says yes to unknown keys. */
    public static ScriptedUser trusting(String... answers) {
        return new ScriptedUser(true, List.of(answers));
    }

    /** Says no to unknown keys. */
    public static ScriptedUser wary(String... answers) {
        return new ScriptedUser(false, List.of(answers));
    }

    @Override
    public synchronized @Nullable List<char[]> ask(String title, List<Question> questions) {
        threads.add(Thread.currentThread().getName());
        var typed = new ArrayList<char[]>();
        for (Question question : questions) {
            asked.add(title + " | " + question.text() + (question.echo() ? " (shown)" : ""));
            String answer = answers.poll();
            if (answer == null) {
                return null;
            }
            typed.add(answer.toCharArray());
        }
        return typed;
    }

    @Override
    public boolean confirm(String title, List<String> lines) {
        threads.add(Thread.currentThread().getName());
        asked.add(title + " | " + String.join(" ", lines));
        return trusting;
    }

    @Override
    public void status(String line) {
        told.add(line);
    }
}
