package dev.xpm.client.settings;

import java.util.regex.Pattern;

/**
 * A pattern over ids: {@code *}, {@code ?}, {@code [abc]} and {@code [!abc]}. The whole id must match, upper and lower case
 * differ, and {@code *} crosses dots and slashes. A bracket without its end stands for itself. Source: interfaces.md 2.
 */
final class Glob {
    private final Pattern pattern;

    Glob(String text) {
        var regex = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            int end = c == '[' ? endOfSet(text, at) : -1;
            if (end > 0) {
                regex.append(set(text.substring(at + 1, end)));
                at = end;
            } else if (c == '*') {
                // Possessive or lazy makes no difference to what matches; several in a row are one.
                if (at == 0 || text.charAt(at - 1) != '*') {
                    regex.append(".*");
                }
            } else if (c == '?') {
                regex.append('.');
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
            at++;
        }
        pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    boolean matches(String id) {
        return pattern.matcher(id).matches();
    }

    /** A bracket right at the beginning of the set belongs to it. */
    private static int endOfSet(String text, int start) {
        int from = start + 1;
        if (from < text.length() && text.charAt(from) == '!') {
            from++;
        }
        return text.indexOf(']', from + 1);
    }

    private static String set(String content) {
        boolean not = content.startsWith("!");
        String inside = not ? content.substring(1) : content;
        var escaped = new StringBuilder();
        for (int at = 0; at < inside.length(); at++) {
            char c = inside.charAt(at);
            boolean range =
                    c == '-' && at > 0 && at + 1 < inside.length() && inside.charAt(at - 1) <= inside.charAt(at + 1);
            escaped.append(range || Character.isLetterOrDigit(c) ? String.valueOf(c) : "\\" + c);
        }
        return "[" + (not ? "^" : "") + escaped + "]";
    }
}
