package dev.xpm.client.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The elements of a page with the names of their attributes, read as a browser reads them. */
final class Skeleton {
    private final String page;
    private final List<String> elements = new ArrayList<>();
    private int at;

    private Skeleton(String page) {
        this.page = page;
    }

    static List<String> of(String page) {
        var skeleton = new Skeleton(page);
        skeleton.read();
        return skeleton.elements;
    }

    private void read() {
        for (at = page.indexOf('<'); at >= 0; at = page.indexOf('<', at)) {
            char next = at + 1 < page.length() ? page.charAt(at + 1) : ' ';
            if (Character.isLetter(next) || next == '/' || next == '!' || next == '?') {
                at++;
                element();
            } else {
                at++;
            }
        }
    }

    private void element() {
        var element = new StringBuilder(name(" \t\n\r>"));
        while (at < page.length() && page.charAt(at) != '>') {
            skipBlanks();
            if (at < page.length() && page.charAt(at) != '>') {
                element.append(' ').append(name(" \t\n\r>="));
                if (at < page.length() && page.charAt(at) == '=') {
                    at++;
                    value();
                }
            }
        }
        elements.add(element.toString());
    }

    private String name(String ends) {
        int from = at;
        while (at < page.length() && ends.indexOf(page.charAt(at)) < 0) {
            at++;
        }
        return page.substring(from, at).toLowerCase(Locale.ROOT);
    }

    private void value() {
        char quote = page.charAt(at);
        if (quote == '"' || quote == '\'') {
            at = page.indexOf(quote, at + 1) + 1;
        } else {
            name(" \t\n\r>");
        }
    }

    private void skipBlanks() {
        while (at < page.length() && Character.isWhitespace(page.charAt(at))) {
            at++;
        }
    }
}
