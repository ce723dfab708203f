package dev.xpm.it;

import dev.xpm.client.connect.Prompter;
import java.util.List;

/** Nobody who could be asked; a question fails the test. */
public class Nobody implements Prompter {
    @Override
    public List<char[]> ask(String title, List<Question> questions) {
        throw new AssertionError("asked for " + title);
    }

    @Override
    public boolean confirm(String title, List<String> lines) {
        throw new AssertionError("asked whether " + title);
    }

    @Override
    public void status(String line) {}
}
