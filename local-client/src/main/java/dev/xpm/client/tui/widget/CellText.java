package dev.xpm.client.tui.widget;

import com.googlecode.lanterna.TextCharacter;
import dev.xpm.protocol.text.DisplayWidth;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;

/**
 * One letter as Lanterna takes it. Lanterna counts columns by rules of its own: two for every letter beyond the basic
 * plane and for every letter with marks, one for many emoji. Where that differs from what terminals do, a row would
 * shear; such letters are rewritten until both agree, or replaced.
 */
final class CellText {
    private static final String REPLACEMENT = "\uFFFD";

    /** Asks for the emoji form, which terminals already use, and makes Lanterna count two columns. */
    private static final String EMOJI_FORM = "\uFE0F";

    /** Letters of ours and their twins, in pairs. */
    private static final Map<Character, Character> ASCII = asciiTwins();

    private CellText() {}

    /**
     * The text of a letter and its marks.
     *
     * @param letter one code point and the combining marks after it, cleaned
     * @param width its columns on a terminal, 1 or 2
     */
    static String of(String letter, int width, boolean ascii) {
        if (letter.length() == 1 && letter.charAt(0) < 0x7F) {
            return letter;
        }
        if (ascii) {
            String twin = String.valueOf(ASCII.getOrDefault(letter.charAt(0), '?'));
            return width == 2 ? REPLACED_WIDE : twin;
        }
        if (counts(letter, width)) {
            return letter;
        }
        String composed = Normalizer.normalize(letter, Normalizer.Form.NFC);
        if (counts(composed, width)) {
            return composed;
        }
        String bare = composed.substring(0, composed.offsetByCodePoints(0, 1));
        if (counts(bare, width)) {
            return bare;
        }
        if (width == 2 && counts(bare + EMOJI_FORM, 2)) {
            return bare + EMOJI_FORM;
        }
        String simple = Normalizer.normalize(bare, Normalizer.Form.NFKC);
        return width == 1 && counts(simple, 1) ? simple : REPLACEMENT;
    }

    /** Stands for a wide letter on a screen without such: fills only the first of its two columns. */
    static final String REPLACED_WIDE = "?";

    private static boolean counts(String letter, int width) {
        TextCharacter[] taken = TextCharacter.fromString(letter);
        return taken.length == 1 && (taken[0].isDoubleWidth() ? 2 : 1) == width;
    }

    static int widthOf(int point) {
        return DisplayWidth.of(point);
    }

    private static Map<Character, Character> asciiTwins() {
        String pairs = "▶>✓+✗x■#◌~●*○o◷s·.…~─-│|┌+┐+└+┘+├+┤+┬+┴+▌>█#▏ ▎ ▍-▊#▋#▉#░.▲^▼v▾v▸>◂<★*┄-↑^↓v←<→>↳`";
        var twins = new HashMap<Character, Character>();
        for (int at = 0; at < pairs.length(); at += 2) {
            twins.put(pairs.charAt(at), pairs.charAt(at + 1));
        }
        return twins;
    }
}
