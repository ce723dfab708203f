package dev.xpm.client.connect.openssh;

import dev.xpm.client.connect.Prompter;
import dev.xpm.client.connect.Questions;
import dev.xpm.protocol.text.UntrustedText;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the ssh program asks, and asks the user in the words of the built-in SSH. The texts of ssh are the same in
 * every language of the user: it has only one. Used by one thread.
 */
final class AskedQuestions {
    private static final Pattern PASSWORD = Pattern.compile("(\\S+)'s password: ?", Pattern.DOTALL);
    private static final Pattern PASSPHRASE = Pattern.compile("Enter passphrase for (?:key )?'?(.+?)'?: ?");
    private static final Pattern OF_THE_HOST = Pattern.compile("\\((\\S+@\\S+)\\) (.*)", Pattern.DOTALL);
    private static final Pattern UNKNOWN_HOST = Pattern.compile("The authenticity of host '([^']*)'.*");

    /** Ends the question whether a host key is right; the answer is a word. */
    private static final Pattern YES_NO = Pattern.compile("\\(yes/no(?:/\\[fingerprint\\])?\\)\\? ?$");

    /** Kinds of {@code SSH_ASKPASS_PROMPT}: something to know, such as "touch the device", and something to allow. */
    private static final String TELL = "none";

    private static final String ALLOW = "confirm";

    private static final int MAX_SHOWN = 400;

    private final Questions user;
    private final Set<String> alreadyAsked = new HashSet<>();

    AskedQuestions(Questions user) {
        this.user = user;
    }

    /** The answer, or null if the user cancels; ssh must not go on then. */
    char @Nullable [] answer(String text, String kind) {
        if (kind.equals(TELL)) {
            user.status(shown(text));
            return new char[0];
        }
        if (kind.equals(ALLOW) || YES_NO.matcher(text).find()) {
            return confirm(text).toCharArray();
        }
        Matcher password = PASSWORD.matcher(text);
        Matcher passphrase = PASSPHRASE.matcher(text);
        Matcher ofTheHost = OF_THE_HOST.matcher(text);
        if (password.matches()) {
            return ask(text, "password for " + password.group(1), "Password: ");
        }
        if (passphrase.matches()) {
            return ask(text, "passphrase for " + passphrase.group(1), "Passphrase: ");
        }
        if (ofTheHost.matches()) {
            return ask(text, "password for " + ofTheHost.group(1), ofTheHost.group(2));
        }
        return ask(text, "ssh asks", text);
    }

    private char @Nullable [] ask(String text, String title, String question) {
        boolean again = !alreadyAsked.add(text);
        List<char[]> answers = user.ask(
                shown((again ? "not accepted; again " : "") + title),
                List.of(new Prompter.Question(shown(question), false)));
        return answers == null || answers.isEmpty() ? null : answers.get(0);
    }

    private String confirm(String text) {
        List<String> lines = YES_NO.matcher(text).replaceFirst("").lines().toList();
        Matcher host = UNKNOWN_HOST.matcher(lines.isEmpty() ? "" : lines.get(0));
        String title = host.matches() ? "unknown host " + host.group(1) : "ssh asks";
        boolean agreed = user.confirm(
                shown(title), lines.stream().map(AskedQuestions::shown).toList());
        return agreed ? "yes" : "no";
    }

    private static String shown(String text) {
        return UntrustedText.of(text).forTerminal(MAX_SHOWN);
    }
}
