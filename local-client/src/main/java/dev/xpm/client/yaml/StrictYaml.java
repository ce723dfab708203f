package dev.xpm.client.yaml;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

/**
 * Reads one YAML document into a tree of texts. Only the parser of the library is used: nothing is resolved or
 * constructed, so {@code no} stays {@code no} and no class is ever named by the file. Tags, duplicate keys, keys that are
 * no text, and aliases that blow the document up are refused with their place.
 */
public final class StrictYaml {
    /** More nodes than any settings file has; a chain of aliases that doubles reaches it at once. */
    private static final int MAX_NODES = 20_000;

    private static final int MAX_DEPTH = 64;

    private final Iterator<Event> events;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private int nodes;

    private record Anchored(YamlNode node, int size) {}

    private StrictYaml(String text) {
        var options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_DEPTH);
        events = new Yaml(options).parse(new StringReader(text)).iterator();
    }

    /**
     * Reads a document; empty if the text holds none.
     *
     * @throws YamlException with the place of the first thing that is wrong
     */
    public static Optional<YamlNode> read(String text) throws YamlException {
        try {
            return Optional.ofNullable(new StrictYaml(text).document());
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            String problem = e.getProblem() == null ? "not YAML" : e.getProblem();
            throw new YamlException(mark == null ? Position.START : position(mark), oneLine(problem));
        } catch (org.yaml.snakeyaml.error.YAMLException e) {
            throw new YamlException(Position.START, oneLine(String.valueOf(e.getMessage())));
        }
    }

    private @Nullable YamlNode document() throws YamlException {
        events.next();
        Event start = events.next();
        if (start.is(Event.ID.StreamEnd)) {
            return null;
        }
        YamlNode root = node(events.next(), 1);
        events.next();
        Event after = events.next();
        if (!after.is(Event.ID.StreamEnd)) {
            throw new YamlException(position(after), "a second document is not allowed");
        }
        return root instanceof YamlNode.Text text && text.isNull() ? null : root;
    }

    private YamlNode node(Event event, int depth) throws YamlException {
        if (depth > MAX_DEPTH) {
            throw new YamlException(position(event), "nested too deep");
        }
        if (event instanceof AliasEvent alias) {
            return alias(alias);
        }
        int before = nodes;
        count(1, event);
        YamlNode node = content(event, depth);
        String anchor = ((NodeEvent) event).getAnchor();
        if (anchor != null) {
            anchors.put(anchor, new Anchored(node, nodes - before));
        }
        return node;
    }

    private YamlNode content(Event event, int depth) throws YamlException {
        if (event instanceof ScalarEvent scalar) {
            refuseTag(scalar.getTag(), event);
            boolean quoted = scalar.getScalarStyle() != DumperOptions.ScalarStyle.PLAIN;
            return new YamlNode.Text(scalar.getValue(), quoted, position(event));
        }
        if (event instanceof SequenceStartEvent sequence) {
            refuseTag(sequence.getTag(), event);
            return items(position(event), depth);
        }
        refuseTag(((MappingStartEvent) event).getTag(), event);
        return fields(position(event), depth);
    }

    private YamlNode items(Position at, int depth) throws YamlException {
        var values = new ArrayList<YamlNode>();
        for (Event next = events.next(); !next.is(Event.ID.SequenceEnd); next = events.next()) {
            values.add(node(next, depth + 1));
        }
        return new YamlNode.Items(values, at);
    }

    private YamlNode fields(Position at, int depth) throws YamlException {
        var fields = new ArrayList<YamlNode.Field>();
        var merged = new ArrayList<YamlNode>();
        var seen = new HashSet<String>();
        for (Event next = events.next(); !next.is(Event.ID.MappingEnd); next = events.next()) {
            Position place = position(next);
            if (!(node(next, depth + 1) instanceof YamlNode.Text key)) {
                throw new YamlException(place, "a key must be text");
            }
            YamlNode value = node(events.next(), depth + 1);
            if (!seen.add(key.value())) {
                throw new YamlException(place, "key \"" + key.value() + "\" appears twice");
            }
            if (key.value().equals("<<") && !key.quoted()) {
                merged.add(value);
            } else {
                fields.add(new YamlNode.Field(key, value));
            }
        }
        for (YamlNode value : merged) {
            merge(value, fields, seen);
        }
        return new YamlNode.Fields(fields, at);
    }

    /** Adds what {@code <<} names; the mapping's own keys win, then those of the earlier one. */
    private static void merge(YamlNode value, List<YamlNode.Field> fields, Set<String> seen) throws YamlException {
        if (value instanceof YamlNode.Items several) {
            for (YamlNode one : several.values()) {
                merge(one, fields, seen);
            }
        } else if (value instanceof YamlNode.Fields one) {
            one.fields().stream().filter(field -> seen.add(field.key().value())).forEach(fields::add);
        } else {
            throw new YamlException(value.at(), "<< needs a mapping");
        }
    }

    private YamlNode alias(AliasEvent alias) throws YamlException {
        Anchored target = anchors.get(alias.getAnchor());
        if (target == null) {
            throw new YamlException(position(alias), "alias *" + alias.getAnchor() + " names nothing before it");
        }
        count(target.size(), alias);
        return target.node();
    }

    private void count(int more, Event event) throws YamlException {
        nodes += more;
        if (nodes > MAX_NODES) {
            throw new YamlException(position(event), "more than " + MAX_NODES + " values, aliases counted in full");
        }
    }

    private static void refuseTag(@Nullable String tag, Event event) throws YamlException {
        if (tag != null) {
            throw new YamlException(position(event), "tags are not allowed");
        }
    }

    private static Position position(Event event) {
        return position(event.getStartMark());
    }

    private static Position position(Mark mark) {
        return new Position(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static String oneLine(String text) {
        return dev.xpm.protocol.text.UntrustedText.of(text).forTerminal();
    }
}
