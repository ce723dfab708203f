package dev.xpm.client.connect;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits text into words as a POSIX shell does, without expanding anything: blanks separate, single quotes keep all,
 * double quotes keep all but a backslash before {@code "}, {@code \}, {@code $} or a backquote, and a backslash outside
 * quotes keeps the next character. Source: protocol.md 2.2.
 */
public final class ShellWords {
    private final String text;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;

    private ShellWords(String text) {
        this.text = text;
    }

    /**
     * The words of the text.
     *
     * @throws IllegalArgumentException if a quote is not closed, or the text ends with a lone backslash
     */
    public static List<String> split(String text) {
        return new ShellWords(text).split();
    }

    private List<String> split() {
        while (at < text.length()) {
            char letter = text.charAt(at++);
            switch (letter) {
                case ' ', '\t', '\n', '\r' -> endWord();
                case '\'' -> singleQuoted();
                case '"' -> doubleQuoted();
                case '\\' -> escaped();
                default -> append(letter);
            }
        }
        endWord();
        return List.copyOf(words);
    }

    private void singleQuoted() {
        int end = text.indexOf('\'', at);
        if (end < 0) {
            throw new IllegalArgumentException("a single quote is not closed");
        }
        inWord = true;
        word.append(text, at, end);
        at = end + 1;
    }

    private void doubleQuoted() {
        inWord = true;
        while (at < text.length()) {
            char letter = text.charAt(at++);
            if (letter == '"') {
                return;
            }
            boolean escape = letter == '\\' && at < text.length() && "\"\\$`".indexOf(text.charAt(at)) >= 0;
            word.append(escape ? text.charAt(at++) : letter);
        }
        throw new IllegalArgumentException("a double quote is not closed");
    }

    private void escaped() {
        if (at == text.length()) {
            throw new IllegalArgumentException("nothing follows the last backslash");
        }
        append(text.charAt(at++));
    }

    private void append(char letter) {
        inWord = true;
        word.append(letter);
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }
}
