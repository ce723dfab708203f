package dev.xpm.client.cli;

import dev.xpm.client.connect.Prompter;
import dev.xpm.protocol.text.UntrustedText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks on the terminal that controls this program, wherever its input and output go. Used before a screen is drawn. */
final class ConsolePrompter implements Prompter {
    private final Program program;

    ConsolePrompter(Program program) {
        this.program = program;
    }

    @Override
    public @Nullable List<char[]> ask(String title, List<Question> questions) {
        program.messages().endStage();
        try (Tty tty = Tty.open()) {
            if (tty == null) {
                return null;
            }
            tty.println(shown(title));
            var answers = new ArrayList<char[]>();
            for (Question question : questions) {
                char[] answer = tty.ask(shown(question.text()), question.echo());
                if (answer == null) {
                    answers.forEach(earlier -> Arrays.fill(earlier, '\0'));
                    return null;
                }
                answers.add(answer);
            }
            return answers;
        }
    }

    @Override
    public boolean confirm(String title, List<String> lines) {
        program.messages().endStage();
        try (Tty tty = Tty.open()) {
            if (tty == null) {
                return false;
            }
            lines.forEach(line -> tty.println(shown(line)));
            while (true) {
                char[] answer = tty.ask(shown(title) + " (yes/no)", true);
                String word = answer == null ? "no" : new String(answer).strip();
                if (word.equalsIgnoreCase("yes")) {
                    return true;
                }
                if (word.equalsIgnoreCase("no")) {
                    return false;
                }
                tty.println("please type yes or no");
            }
        }
    }

    @Override
    public void status(String line) {
        program.messages().status(shown(line));
    }

    @Override
    public void stage(String line) {
        program.messages().stage(shown(line));
    }

    private static String shown(String text) {
        return UntrustedText.of(text).forTerminal();
    }
}
