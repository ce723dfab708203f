package dev.xpm.client.tui.widget;

import dev.xpm.client.tui.terminal.Key;
import org.jspecify.annotations.Nullable;

/** Movement within a list or a text: the same keys everywhere. */
public enum Move {
    UP,
    DOWN,
    LEFT,
    RIGHT,
    PAGE_UP,
    PAGE_DOWN,
    HOME,
    END;

    public static @Nullable Move of(Key key) {
        return switch (key.name()) {
            case "Up" -> UP;
            case "Down" -> DOWN;
            case "Left" -> LEFT;
            case "Right" -> RIGHT;
            case "PgUp" -> PAGE_UP;
            case "PgDn" -> PAGE_DOWN;
            case "Home" -> HOME;
            case "End" -> END;
            default -> null;
        };
    }

    /** The position after the movement, within 0 and the last one. */
    public int from(int position, int page, int count) {
        int moved =
                switch (this) {
                    case UP -> position - 1;
                    case DOWN -> position + 1;
                    case PAGE_UP -> position - Math.max(1, page);
                    case PAGE_DOWN -> position + Math.max(1, page);
                    case HOME -> 0;
                    case END -> count - 1;
                    case LEFT, RIGHT -> position;
                };
        return Math.max(0, Math.min(count - 1, moved));
    }
}
