package dev.xpm.client.cli;

import dev.xpm.client.connect.Prompter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks where the user is: on the plain terminal at first, and in the face as soon as it is there. */
final class CurrentPrompter implements Prompter {
    private volatile Prompter now;

    CurrentPrompter(Prompter first) {
        this.now = first;
    }

    /** From now on this one asks. */
    void use(Prompter next) {
        now = next;
    }

    @Override
    public @Nullable List<char[]> ask(String title, List<Question> questions) {
        return now.ask(title, questions);
    }

    @Override
    public boolean confirm(String title, List<String> lines) {
        return now.confirm(title, lines);
    }

    @Override
    public void status(String line) {
        now.status(line);
    }
}
