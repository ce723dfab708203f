package dev.xpm.client.cli;

import dev.xpm.client.connect.Prompter;
import dev.xpm.protocol.text.UntrustedText;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks where the user is: on the plain terminal at first, and in the face as soon as it is there. */
final class CurrentPrompter implements Prompter {
    private static final int MAX_STAGE = 80;

    private volatile Prompter now;
    private volatile @Nullable Consumer<String> stages;

    CurrentPrompter(Prompter first) {
        this.now = first;
    }

    /** From now on the stages of an attempt go there. */
    void tellStages(Consumer<String> taker) {
        stages = taker;
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

    /** Where there is a link to show, the stage belongs to it; its words may be the host's. */
    @Override
    public void stage(String line) {
        Consumer<String> taker = stages;
        if (taker == null) {
            now.stage(line);
        } else {
            taker.accept(UntrustedText.of(line).forTerminal(MAX_STAGE));
        }
    }
}
