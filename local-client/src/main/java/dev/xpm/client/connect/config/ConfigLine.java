package dev.xpm.client.connect.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a configuration file: a keyword, then arguments after a blank or {@code =}; double quotes keep blanks. A
 * {@code #} that begins a word begins a comment. Source: ssh_config(5).
 */
public record ConfigLine(String keyword, List<String> arguments) {
    /** Reads a line; null for a blank one, a comment, or a keyword without arguments. */
    public static @Nullable ConfigLine parse(String line) {
        String text = line.strip();
        int end = 0;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end)) && text.charAt(end) != '=') {
            end++;
        }
        if (end == 0 || text.startsWith("#")) {
            return null;
        }
        String rest = text.substring(end).strip();
        List<String> arguments = words(rest.startsWith("=") ? rest.substring(1) : rest);
        return arguments.isEmpty() ? null : new ConfigLine(text.substring(0, end), arguments);
    }

    public static List<String> words(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean quoted = false;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '"') {
                quoted = !quoted;
                inWord = true;
            } else if (letter == '#' && !inWord) {
                break;
            } else if (Character.isWhitespace(letter) && !quoted) {
                if (inWord) {
                    words.add(word.toString());
                }
                word.setLength(0);
                inWord = false;
            } else {
                word.append(letter);
                inWord = true;
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }
}
