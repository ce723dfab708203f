package dev.xpm.client.settings;

import dev.xpm.client.problem.Nearest;
import dev.xpm.client.yaml.Position;
import dev.xpm.client.yaml.YamlNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of the file, read by its schema: each key is asked for with its type, a wrong value becomes a problem and
 * counts as absent, and a key that nobody asked for becomes a warning. Null and absent are the same.
 */
final class Section {
    private static final Set<String> TRUE = Set.of("true", "yes", "on");
    private static final Set<String> FALSE = Set.of("false", "no", "off");

    private final String path;
    private final YamlNode.Fields node;
    private final Findings findings;
    private final Interpolation interpolation;
    private final Set<String> known = new LinkedHashSet<>();

    Section(String path, YamlNode.Fields node, Findings findings, Interpolation interpolation) {
        this.path = path;
        this.node = node;
        this.findings = findings;
        this.interpolation = interpolation;
    }

    Position at() {
        return node.at();
    }

    /** Where a key's value stands, or the section if it has none. */
    Position at(String key) {
        YamlNode value = value(key);
        return value == null ? node.at() : value.at();
    }

    void problem(Position at, String key, String sentence) {
        findings.problem(at, name(key) + " " + sentence);
    }

    void warning(Position at, String sentence) {
        findings.warning(at, sentence);
    }

    @Nullable
    String text(String key) {
        YamlNode value = value(key);
        return value == null ? null : text(value, name(key));
    }

    /** A text that must be there and not be empty; the empty text stands for one that is not. */
    String required(String key) {
        YamlNode value = value(key);
        if (value == null) {
            findings.problem(node.at(), name(key) + " is required");
            return "";
        }
        String text = text(value, name(key));
        if (text != null && text.isEmpty()) {
            findings.problem(value.at(), name(key) + " is required");
        }
        return text == null ? "" : text;
    }

    @Nullable
    String choice(String key, List<String> allowed) {
        String text = text(key);
        if (text == null || allowed.contains(text)) {
            return text;
        }
        findings.problem(at(key), name(key) + " must be one of " + String.join(", ", allowed));
        return null;
    }

    @Nullable
    Integer port(String key) {
        YamlNode value = value(key);
        if (value == null) {
            return null;
        }
        String digits = value instanceof YamlNode.Text text ? interpolation.apply(text.value()) : "";
        Integer port = Ports.parse(digits);
        if (port == null) {
            boolean octal = digits.matches("0[0-9]+");
            findings.problem(
                    value.at(), name(key) + " must be a number 0-65535" + (octal ? ", without a zero before it" : ""));
        }
        return port;
    }

    boolean flag(String key, boolean otherwise) {
        YamlNode value = value(key);
        if (value == null) {
            return otherwise;
        }
        String word = value instanceof YamlNode.Text text
                ? interpolation.apply(text.value()).toLowerCase(Locale.ROOT)
                : "";
        if (!TRUE.contains(word) && !FALSE.contains(word)) {
            findings.problem(value.at(), name(key) + " must be true or false");
        }
        return TRUE.contains(word);
    }

    /** A whole number between two others, both allowed. */
    int number(String key, int otherwise, int min, int max) {
        YamlNode value = value(key);
        if (value == null) {
            return otherwise;
        }
        String digits = value instanceof YamlNode.Text text ? interpolation.apply(text.value()) : "";
        int number = digits.matches("0|[1-9][0-9]{0,8}") ? Integer.parseInt(digits) : -1;
        if (number < min || number > max) {
            findings.problem(value.at(), name(key) + " must be a number " + min + "-" + max);
            return otherwise;
        }
        return number;
    }

    /** A number above zero, which may have a fraction. */
    double positive(String key, double otherwise) {
        YamlNode value = value(key);
        if (value == null) {
            return otherwise;
        }
        String digits = value instanceof YamlNode.Text text ? interpolation.apply(text.value()) : "";
        double number = digits.matches("[0-9]{1,9}(\\.[0-9]{1,9})?") ? Double.parseDouble(digits) : 0;
        if (number <= 0) {
            findings.problem(value.at(), name(key) + " must be a number above 0");
            return otherwise;
        }
        return number;
    }

    /** A path of this machine; as written if it is none. */
    String path(String key, String text, Path home) {
        try {
            return UserPath.expand(text, home).toString();
        } catch (InvalidPathException e) {
            findings.problem(at(key), name(key) + " is not a path");
            return text;
        }
    }

    /** The names that the user gave, in a section that has none of its own. */
    List<String> keys() {
        return node.fields().stream().map(field -> field.key().value()).toList();
    }

    /** A text, or a list of them. */
    List<String> oneOrSeveral(String key) {
        if (value(key) instanceof YamlNode.Items) {
            return texts(key);
        }
        String text = text(key);
        return text == null ? List.of() : List.of(text);
    }

    List<String> texts(String key) {
        var texts = new ArrayList<String>();
        for (YamlNode item : items(key)) {
            String text = text(item, name(key) + "[" + texts.size() + "]");
            texts.add(text == null ? "" : text);
        }
        return texts;
    }

    /** Names to texts; numbers and booleans become text as the original writes them. */
    Map<String, String> environment(String key) {
        YamlNode value = value(key);
        var map = new LinkedHashMap<String, String>();
        if (value instanceof YamlNode.Fields fields) {
            for (YamlNode.Field field : fields.fields()) {
                String name = field.key().value();
                if (field.value() instanceof YamlNode.Text text) {
                    map.put(name, plain(text));
                } else {
                    findings.problem(field.value().at(), name(key) + "." + name + " must be a string");
                }
            }
        } else if (value != null) {
            findings.problem(value.at(), name(key) + " must be a mapping");
        }
        return map;
    }

    @Nullable
    Section section(String key) {
        YamlNode value = value(key);
        if (value == null) {
            return null;
        }
        if (value instanceof YamlNode.Fields fields) {
            return new Section(name(key), fields, findings, interpolation);
        }
        findings.problem(value.at(), name(key) + " must be a mapping");
        return null;
    }

    List<Section> sections(String key) {
        var sections = new ArrayList<Section>();
        int index = 0;
        for (YamlNode item : items(key)) {
            String name = name(key) + "[" + index++ + "]";
            if (item instanceof YamlNode.Fields fields) {
                sections.add(new Section(name, fields, findings, interpolation));
            } else {
                findings.problem(item.at(), name + " must be a mapping");
            }
        }
        return sections;
    }

    /** To be called last: one warning for each key that nobody asked for. */
    void warnOfUnknownKeys() {
        for (YamlNode.Field field : node.fields()) {
            String key = field.key().value();
            if (!known.contains(key)) {
                String nearest = Nearest.to(key, known)
                        .map(name -> " (did you mean " + name + "?)")
                        .orElse("");
                findings.warning(field.key().at(), "unknown key " + name(key) + nearest);
            }
        }
    }

    private @Nullable String text(YamlNode value, String name) {
        if (!(value instanceof YamlNode.Text text)) {
            findings.problem(value.at(), name + " must be a string");
            return null;
        }
        String word = text.value().toLowerCase(Locale.ROOT);
        if (!text.quoted() && (TRUE.contains(word) || FALSE.contains(word))) {
            findings.problem(
                    text.at(), name + " must be a string: write '" + text.value() + "' in quotes if that is meant");
            return null;
        }
        return interpolation.apply(text.value());
    }

    private String plain(YamlNode.Text text) {
        String word = text.value().toLowerCase(Locale.ROOT);
        if (!text.quoted() && TRUE.contains(word)) {
            return "True";
        }
        if (!text.quoted() && FALSE.contains(word)) {
            return "False";
        }
        return interpolation.apply(text.value());
    }

    private List<YamlNode> items(String key) {
        YamlNode value = value(key);
        if (value instanceof YamlNode.Items items) {
            return items.values();
        }
        if (value != null) {
            findings.problem(value.at(), name(key) + " must be a list");
        }
        return List.of();
    }

    private @Nullable YamlNode value(String key) {
        known.add(key);
        for (YamlNode.Field field : node.fields()) {
            if (field.key().value().equals(key)) {
                return field.value() instanceof YamlNode.Text text && text.isNull() ? null : field.value();
            }
        }
        return null;
    }

    private String name(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
