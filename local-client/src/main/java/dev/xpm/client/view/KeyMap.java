package dev.xpm.client.view;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which key does what where. */
public final class KeyMap {
    /** Movement is the same in every list and therefore not an action. */
    public static final List<String> MOVEMENT =
            List.of("↑ ↓ PgUp PgDn Home End", "move; in a log PgUp loads older lines");

    private static final Map<Place, Map<String, Action>> BY_KEY = byKey();

    /** Keys and what they do, such as {@code S D O sort}. */
    public record Hint(String keys, String label) {
        /** Columns with the blank between. */
        public int width() {
            return keys.length() + 1 + label.length();
        }
    }

    private KeyMap() {}

    /** What a key does in a place; a place's own meaning goes before that of everywhere. */
    public static @Nullable Action action(Place place, String key) {
        Action own = BY_KEY.getOrDefault(place, Map.of()).get(key);
        return own != null
                ? own
                : BY_KEY.getOrDefault(Place.EVERYWHERE, Map.of()).get(key);
    }

    /** Hints for the footer: those of the place, most important first. */
    public static List<Hint> hints(Place place) {
        var byLabel = new LinkedHashMap<String, List<String>>();
        for (Action action : of(place)) {
            byLabel.computeIfAbsent(action.label(), label -> new ArrayList<>())
                    .add(action.keys().get(0));
        }
        var hints = new ArrayList<Hint>();
        byLabel.forEach((label, keys) -> hints.add(new Hint(String.join(" ", keys), label)));
        return hints;
    }

    /** The actions of a place, in the order in which to show them. */
    public static List<Action> of(Place place) {
        var actions = new ArrayList<Action>();
        for (Action action : Action.values()) {
            if (action.place() == place) {
                actions.add(action);
            }
        }
        return actions;
    }

    private static Map<Place, Map<String, Action>> byKey() {
        var map = new EnumMap<Place, Map<String, Action>>(Place.class);
        for (Action action : Action.values()) {
            Map<String, Action> keys = map.computeIfAbsent(action.place(), place -> new HashMap<>());
            for (String key : action.keys()) {
                Action other = keys.put(key, action);
                if (other != null) {
                    throw new IllegalStateException(key + " means both " + other + " and " + action);
                }
            }
        }
        return map;
    }
}
