package dev.xpm.client.connect.ssh;

import dev.xpm.client.connect.Prompter;
import dev.xpm.protocol.text.UntrustedText;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.auth.keyboard.UserInteraction;
import org.apache.sshd.client.auth.password.PasswordAuthenticationReporter;
import org.apache.sshd.client.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** Passes on what a host wants to know while it checks who the user is. Nothing is remembered between attempts. */
final class UserAnswers implements UserInteraction, PasswordAuthenticationReporter {
    /** More questions at once than any login asks; a host could ask for millions. */
    private static final int MAX_QUESTIONS = 16;

    private final HopAttempt attempt;

    UserAnswers(HopAttempt attempt) {
        this.attempt = attempt;
    }

    @Override
    public String @Nullable [] interactive(
            ClientSession session, String name, String instruction, String lang, String[] prompts, boolean[] echo) {
        if (prompts.length == 0) {
            return new String[0];
        }
        if (prompts.length > MAX_QUESTIONS || !attempt.mayTry()) {
            return null;
        }
        var questions = new ArrayList<Prompter.Question>();
        for (int i = 0; i < prompts.length; i++) {
            questions.add(new Prompter.Question(UntrustedText.of(prompts[i]).forTerminal(200), echo[i]));
        }
        String words = UntrustedText.of((name + " " + instruction).strip()).forTerminal(400);
        List<char[]> answers = attempt.questions().ask(title(words), questions);
        return answers == null || answers.size() != prompts.length
                ? null
                : answers.stream().map(String::new).toArray(String[]::new);
    }

    @Override
    public @Nullable String resolveAuthPasswordAttempt(ClientSession session) {
        if (!attempt.mayTry()) {
            return null;
        }
        List<char[]> answers = attempt.questions().ask(title(""), List.of(new Prompter.Question("Password: ", false)));
        return answers == null || answers.isEmpty() ? null : new String(answers.get(0));
    }

    @Override
    public @Nullable String getUpdatedPassword(ClientSession session, String prompt, String lang) {
        // A password is changed with a program that shows the host's rules for it.
        return null;
    }

    @Override
    public void signalAuthenticationFailure(
            ClientSession session, String service, String password, boolean partial, List<String> methods) {
        attempt.offered(methods);
        if (!partial) {
            attempt.tryFailed();
        }
    }

    private String title(String words) {
        String what = (attempt.hasFailed() ? "not accepted; again " : "") + "password for "
                + attempt.settings().label();
        return words.isEmpty() ? what : what + ": " + words;
    }
}
