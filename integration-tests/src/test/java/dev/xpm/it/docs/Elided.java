package dev.xpm.it.docs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Compares JSON with an example of it that leaves something out: {@code "…"} is any value, and a member of that name is
 * any number of members. Numbers are equal by value, objects in any order.
 */
final class Elided {
    private static final String ANYTHING = "…";

    private Elided() {}

    /** Where the two differ, one line each; empty if the example describes the actual value. */
    static List<String> differences(JsonNode example, JsonNode actual) {
        var found = new ArrayList<String>();
        compare("", example, actual, found);
        return found;
    }

    private static void compare(String at, JsonNode example, JsonNode actual, List<String> found) {
        if (example.isTextual() && example.textValue().equals(ANYTHING)) {
            return;
        }
        if (example.isObject() && actual.isObject()) {
            objects(at, example, actual, found);
        } else if (example.isArray() && actual.isArray() && example.size() == actual.size()) {
            for (int i = 0; i < example.size(); i++) {
                compare(at + "/" + i, example.get(i), actual.get(i), found);
            }
        } else if (!isEqual(example, actual)) {
            found.add((at.isEmpty() ? "/" : at) + ": the example says " + example + ", the agent " + actual);
        }
    }

    private static void objects(String at, JsonNode example, JsonNode actual, List<String> found) {
        for (Iterator<String> names = example.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (name.equals(ANYTHING)) {
                continue;
            }
            if (actual.has(name)) {
                compare(at + "/" + name, example.get(name), actual.get(name), found);
            } else {
                found.add(at + "/" + name + ": only in the example");
            }
        }
        boolean complete = !example.has(ANYTHING);
        for (Iterator<String> names = actual.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (complete && !example.has(name)) {
                found.add(at + "/" + name + ": not in the example");
            }
        }
    }

    private static boolean isEqual(JsonNode example, JsonNode actual) {
        boolean numbers = example.isNumber() && actual.isNumber();
        return numbers ? example.decimalValue().compareTo(actual.decimalValue()) == 0 : example.equals(actual);
    }
}
