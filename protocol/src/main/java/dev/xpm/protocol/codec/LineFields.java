package dev.xpm.protocol.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JsonValue;
import dev.xpm.protocol.workspace.LocalStamp;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one line after the other, read where they lie, without a tree: a run of 2,000 jobs has 10,000 lines. It
 * takes what drivers and jobs write, one object of ASCII without escapes, and leaves every other line to the tree, of
 * which it gives the same values. Source: workspace-format.md 2 and 3.1.
 *
 * <p>Not safe for use by several threads.
 */
public final class LineFields extends Fields {
    /** More than any record has. */
    private static final int MAX_FIELDS = 32;

    private static final int MAX_LENGTH = 64 << 10;
    private static final int MAX_DEPTH = 16;
    private static final int MAX_DIGITS = 40;

    /** Values of tags that are kept once; beyond, each has its own. */
    private static final int MAX_KNOWN = 1_000;

    private static final int NONE = -1;
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] NO_BYTES = {};

    private final JsonMapper mapper;
    private final ObjectScan scan = new ObjectScan();
    private final ObjectScan inner = new ObjectScan();
    private final Map<String, Memo> memos = new HashMap<>();
    private final Map<String, JsonValue> known = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private byte[] bytes = NO_BYTES;

    /** @param mapper reads what is nested */
    public LineFields(JsonMapper mapper) {
        super(MissingNode.getInstance());
        this.mapper = mapper;
    }

    /** A text as it was met last, and what was made of it. */
    private static final class Memo {
        private byte[] text = NO_BYTES;
        private @Nullable Object made;
    }

    /**
     * Takes a line, whose bytes must stay as they are until the next.
     *
     * @return false if the line has to be read as a tree
     */
    public boolean take(byte[] source, int start, int end) {
        bytes = source;
        return end - start <= MAX_LENGTH && scan.take(source, start, end);
    }

    @Override
    public @Nullable JsonNode get(String name) {
        int field = scan.find(name);
        if (field == NONE || isWord(field, NULL)) {
            return null;
        }
        if (scan.to[field] - scan.from[field] == 2 && first(field) == '[') {
            return JsonNodeFactory.instance.arrayNode();
        }
        try {
            return StrictMapper.tree(mapper, bytes, scan.from[field], scan.to[field] - scan.from[field]);
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public @Nullable String string(String name) {
        int field = scan.find(name);
        return field == NONE || first(field) != '"' ? null : text(scan.from[field] + 1, scan.to[field] - 1);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T made(String name, Function<@Nullable String, @Nullable T> constructor) {
        int field = scan.find(name);
        if (field == NONE || first(field) != '"') {
            return constructor.apply(null);
        }
        Memo memo = memos.computeIfAbsent(name, any -> new Memo());
        if (memo.made == null || !isSpan(memo.text, scan.from[field], scan.to[field])) {
            memo.text = Arrays.copyOfRange(bytes, scan.from[field], scan.to[field]);
            memo.made = constructor.apply(text(scan.from[field] + 1, scan.to[field] - 1));
        }
        return (T) memo.made;
    }

    @Override
    public @Nullable Double number(String name) {
        int field = scan.find(name);
        if (field == NONE) {
            return null;
        }
        if (!isNumber(field)) {
            return first(field) == '{' ? super.number(name) : null;
        }
        double value = number(scan.from[field], scan.to[field]);
        return Double.isFinite(value) ? value : null;
    }

    @Override
    public @Nullable Boolean boolOrNull(String name) {
        int field = scan.find(name);
        if (field == NONE || !(isWord(field, TRUE) || isWord(field, FALSE))) {
            return null;
        }
        return first(field) == 't';
    }

    @Override
    public @Nullable LocalStamp stamp(String name) {
        int field = scan.find(name);
        return field != NONE && first(field) == '"' ? LocalStamp.parse(string(name)) : super.stamp(name);
    }

    @Override
    public Map<String, JsonValue> values(String name) {
        int field = scan.find(name);
        if (field == NONE || first(field) != '{') {
            return Map.of();
        }
        if (!inner.take(bytes, scan.from[field], scan.to[field])) {
            return super.values(name);
        }
        var values = new LinkedHashMap<String, JsonValue>(inner.count * 4 / 3 + 1);
        for (int at = 0; at < inner.count; at++) {
            JsonValue value = scalar(inner.from[at], inner.to[at]);
            if (value == null) {
                return super.values(name);
            }
            values.put(shared(text(inner.name[at], inner.nameEnd[at])), value);
        }
        return values;
    }

    @Override
    public Map<String, JsonValue> pairs(String name) {
        int field = scan.find(name);
        if (field == NONE || first(field) != '[') {
            return Map.of();
        }
        var pairs = new LinkedHashMap<String, JsonValue>();
        int at = scan.blanks(scan.from[field] + 1);
        while (bytes[at] != ']') {
            int to = scan.value(at, 0);
            if (!inner.take(bytes, at, to)) {
                return super.pairs(name);
            }
            int key = inner.find("key");
            int value = inner.find("value");
            JsonValue read = value == NONE ? null : scalar(inner.from[value], inner.to[value]);
            if (key == NONE || bytes[inner.from[key]] != '"' || read == null) {
                return super.pairs(name);
            }
            pairs.put(shared(text(inner.from[key] + 1, inner.to[key] - 1)), read);
            at = scan.blanks(to);
            at = bytes[at] == ',' ? scan.blanks(at + 1) : at;
        }
        return pairs;
    }

    /** The texts of a list; null if it holds anything else. */
    public @Nullable List<String> texts(String name) {
        int field = scan.find(name);
        if (field == NONE || first(field) != '[') {
            return null;
        }
        int at = scan.blanks(scan.from[field] + 1);
        if (bytes[at] == ']') {
            return List.of();
        }
        var texts = new ArrayList<String>();
        while (bytes[at] == '"') {
            int to = scan.string(at);
            texts.add(text(at + 1, to - 1));
            at = scan.blanks(to);
            if (bytes[at] == ']') {
                return texts;
            }
            at = scan.blanks(at + 1);
        }
        return null;
    }

    /** Whether the list or object has no entries; false also for what is neither. */
    public boolean isEmptyContainer(String name) {
        int field = scan.find(name);
        if (field == NONE || (first(field) != '[' && first(field) != '{')) {
            return false;
        }
        return scan.blanks(scan.from[field] + 1) == scan.to[field] - 1;
    }

    /** Whether the field is missing, or null. */
    public boolean isMissing(String name) {
        int field = scan.find(name);
        return field == NONE || isWord(field, NULL);
    }

    /** The same object for the same name of a tag. */
    private String shared(String name) {
        String same = names.putIfAbsent(name, name);
        if (names.size() > MAX_KNOWN) {
            names.clear();
        }
        return same == null ? name : same;
    }

    /** A value that is not nested, the same object for the same text as long as these are few; null for another. */
    private @Nullable JsonValue scalar(int from, int to) {
        byte first = bytes[from];
        if (first == '{' || first == '[') {
            return null;
        }
        String text = text(from, to);
        JsonValue value = known.get(text);
        if (value == null) {
            value = newScalar(text);
            if (known.size() < MAX_KNOWN) {
                known.put(text, value);
            }
        }
        return value;
    }

    private static JsonValue newScalar(String text) {
        return switch (text.charAt(0)) {
            case '"' -> new JsonValue.Text(UntrustedText.of(text.substring(1, text.length() - 1)));
            case 't', 'f' -> new JsonValue.Bool(text.charAt(0) == 't');
            case 'n' -> new JsonValue.Null();
            default -> new JsonValue.Numeric(digits(text));
        };
    }

    private static String digits(String number) {
        if (number.indexOf('.') >= 0) {
            return new BigDecimal(number).toString();
        }
        return number.equals("-0") ? "0" : number;
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private byte first(int field) {
        return bytes[scan.from[field]];
    }

    private boolean isNumber(int field) {
        byte first = first(field);
        return first == '-' || (first >= '0' && first <= '9');
    }

    private boolean isWord(int field, byte[] word) {
        return isSpan(word, scan.from[field], scan.to[field]);
    }

    private boolean isSpan(byte[] expected, int from, int to) {
        return Arrays.equals(expected, 0, expected.length, bytes, from, to);
    }

    /** Exact where both the digits and the power of ten are, so one division rounds as the whole does. */
    private double number(int from, int to) {
        boolean negative = bytes[from] == '-';
        long digits = 0;
        double scale = 1;
        boolean fraction = false;
        for (int at = negative ? from + 1 : from; at < to; at++) {
            if (bytes[at] == '.') {
                fraction = true;
                continue;
            }
            if (digits >= (1L << 53) / 10 - 1 || scale >= 1e21) {
                double value = Double.parseDouble(text(from, to));
                return value == 0 ? 0 : value;
            }
            digits = digits * 10 + (bytes[at] - '0');
            scale = fraction ? scale * 10 : scale;
        }
        double value = digits / scale;
        return negative && digits != 0 ? -value : value;
    }

    /** Where the names and values of an object lie. */
    private static final class ObjectScan {
        private final int[] name = new int[MAX_FIELDS];
        private final int[] nameEnd = new int[MAX_FIELDS];
        private final int[] from = new int[MAX_FIELDS];
        private final int[] to = new int[MAX_FIELDS];
        private byte[] bytes = NO_BYTES;
        private int end;
        private int count;

        /** Looks at all of the bytes; false if they are anything but one plain object. */
        private boolean take(byte[] source, int start, int limit) {
            bytes = source;
            end = limit;
            count = 0;
            int at = blanks(start);
            if (at >= end || bytes[at] != '{') {
                return false;
            }
            at = blanks(at + 1);
            if (at < end && bytes[at] == '}') {
                return blanks(at + 1) == end;
            }
            while (true) {
                int nameTo = string(at);
                if (nameTo == NONE || count == MAX_FIELDS) {
                    return false;
                }
                name[count] = at + 1;
                nameEnd[count] = nameTo - 1;
                at = afterColon(nameTo);
                int valueTo = value(at, 0);
                if (valueTo == NONE) {
                    return false;
                }
                from[count] = at;
                to[count] = valueTo;
                count++;
                at = blanks(valueTo);
                if (at < end && bytes[at] == '}') {
                    return blanks(at + 1) == end;
                }
                if (at >= end || bytes[at] != ',') {
                    return false;
                }
                at = blanks(at + 1);
            }
        }

        /** The last field of that name, as in a tree. */
        private int find(String wanted) {
            for (int field = count - 1; field >= 0; field--) {
                if (nameEnd[field] - name[field] == wanted.length() && isName(field, wanted)) {
                    return field;
                }
            }
            return NONE;
        }

        private boolean isName(int field, String wanted) {
            int at = name[field];
            for (int i = wanted.length() - 1; i >= 0; i--) {
                if (bytes[at + i] != wanted.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private int blanks(int at) {
            while (at < end && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r' || bytes[at] == '\n')) {
                at++;
            }
            return at;
        }

        private int afterColon(int at) {
            int colon = blanks(at);
            return colon < end && bytes[colon] == ':' ? blanks(colon + 1) : end;
        }

        /** Where the value ends that begins there; {@link #NONE} for anything that is not plain. */
        private int value(int at, int depth) {
            if (at >= end || depth > MAX_DEPTH) {
                return NONE;
            }
            return switch (bytes[at]) {
                case '"' -> string(at);
                case '{' -> nested(at, '}', depth);
                case '[' -> nested(at, ']', depth);
                case 't' -> word(at, TRUE);
                case 'f' -> word(at, FALSE);
                case 'n' -> word(at, NULL);
                default -> number(at);
            };
        }

        private int string(int at) {
            if (at >= end || bytes[at] != '"') {
                return NONE;
            }
            for (int i = at + 1; i < end; i++) {
                byte next = bytes[i];
                if (next == '"') {
                    return i + 1;
                }
                if (next < ' ' || next == '\\') {
                    return NONE;
                }
            }
            return NONE;
        }

        private int nested(int at, char close, int depth) {
            int next = blanks(at + 1);
            if (next < end && bytes[next] == close) {
                return next + 1;
            }
            while (true) {
                if (close == '}') {
                    int nameTo = string(next);
                    if (nameTo == NONE) {
                        return NONE;
                    }
                    next = afterColon(nameTo);
                }
                next = value(next, depth + 1);
                if (next == NONE) {
                    return NONE;
                }
                next = blanks(next);
                if (next < end && bytes[next] == close) {
                    return next + 1;
                }
                if (next >= end || bytes[next] != ',') {
                    return NONE;
                }
                next = blanks(next + 1);
            }
        }

        private int word(int at, byte[] word) {
            int to = at + word.length;
            return to <= end && Arrays.equals(word, 0, word.length, bytes, at, to) ? to : NONE;
        }

        private int number(int at) {
            int whole = bytes[at] == '-' ? at + 1 : at;
            int next = digits(whole);
            if (next == whole || (bytes[whole] == '0' && next > whole + 1)) {
                return NONE;
            }
            if (next < end && bytes[next] == '.') {
                int fraction = next + 1;
                next = digits(fraction);
                if (next == fraction) {
                    return NONE;
                }
            }
            boolean hasExponent = next < end && (bytes[next] == 'e' || bytes[next] == 'E');
            return hasExponent || next - at > MAX_DIGITS ? NONE : next;
        }

        private int digits(int at) {
            while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
                at++;
            }
            return at;
        }
    }
}
