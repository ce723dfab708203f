package dev.xpm.protocol.path;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;

/**
 * The name of a directory entry as text that leads back to it, whatever bytes it is made of. A byte that is not UTF-8
 * stands as half a character, {@code U+DC80} to {@code U+DCFF}, as it does in the original's files and on its wire. Java
 * itself loses such names, and without a locale all that are not ASCII; but its paths keep the bytes, and its file URIs
 * tell and take them.
 */
public final class FileName {
    private static final char UNREADABLE = '\ufffd';
    private static final char FIRST_BYTE = '\udc80';
    private static final char LAST_BYTE = '\udcff';

    /** Otherwise what Java makes of a name beyond ASCII is not what is on the disk. */
    private static final boolean JAVA_READS_UTF_8 = "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));

    private FileName() {}

    /** The last name of a path; empty for a root. */
    public static String of(Path path) {
        Path name = path.getFileName();
        if (name == null) {
            return "";
        }
        String text = name.toString();
        return isPlain(text) || (JAVA_READS_UTF_8 && text.indexOf(UNREADABLE) < 0) ? text : decoded(bytes(name));
    }

    /** A whole path, each of its names as {@link #of} gives it. */
    public static String wholeOf(Path path) {
        String text = path.toString();
        if (isPlain(text) || (JAVA_READS_UTF_8 && text.indexOf(UNREADABLE) < 0)) {
            return text;
        }
        var names = new ArrayList<String>();
        path.forEach(name -> names.add(of(name)));
        return (path.isAbsolute() ? "/" : "") + String.join("/", names);
    }

    /**
     * The name as a relative path.
     *
     * @throws InvalidPathException if it holds what can be in no name
     */
    public static Path path(String name) {
        if (isPlain(name) || (JAVA_READS_UTF_8 && !hasHalves(name))) {
            return Path.of(name);
        }
        byte[] bytes = encoded(name);
        String escaped = HexFormat.ofDelimiter("%").formatHex(bytes);
        Path last = Path.of(URI.create("file:///%" + escaped)).getFileName();
        if (last == null) {
            throw new InvalidPathException(name, "not a name");
        }
        return last;
    }

    /** The entry of that name in a directory. */
    public static Path in(Path directory, String name) {
        return isPlain(name) || !directory.getFileSystem().equals(FileSystems.getDefault())
                ? directory.resolve(name)
                : directory.resolve(path(name));
    }

    /** Whether each half of a character in it stands for a byte. */
    static boolean isPossible(String name) {
        for (int at = 0; at < name.length(); at++) {
            char unit = name.charAt(at);
            if (Character.isHighSurrogate(unit)
                    && at + 1 < name.length()
                    && Character.isLowSurrogate(name.charAt(at + 1))) {
                at++;
            } else if (Character.isSurrogate(unit) && (unit < FIRST_BYTE || unit > LAST_BYTE)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a name is the same in every encoding. */
    static boolean isPlain(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) > '~') {
                return false;
            }
        }
        return true;
    }

    private static boolean hasHalves(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (Character.isSurrogate(text.charAt(at))) {
                return true;
            }
        }
        return false;
    }

    /** The name of a file of a directory ends its URI with a slash. */
    private static byte[] bytes(Path name) {
        String path = Path.of("/").resolve(name).toUri().getRawPath();
        int end = path.endsWith("/") ? path.length() - 1 : path.length();
        var bytes = new ByteArrayOutputStream(end);
        for (int at = 1; at < end; at++) {
            if (path.charAt(at) == '%') {
                bytes.write(HexFormat.fromHexDigits(path, at + 1, at + 3));
                at += 2;
            } else {
                bytes.write(path.charAt(at));
            }
        }
        return bytes.toByteArray();
    }

    private static String decoded(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        for (CoderResult result = decoder.decode(in, out, true);
                result.isError();
                result = decoder.decode(in, out, true)) {
            for (int left = result.length(); left > 0; left--) {
                out.put((char) (0xdc00 | (in.get() & 0xff)));
            }
            decoder.reset();
        }
        return out.flip().toString();
    }

    /**
     * The bytes of a name, or of several with slashes between, as they stand on the disk.
     *
     * @throws InvalidPathException if it holds what can be in no name
     */
    public static byte[] encoded(String name) {
        var bytes = new ByteArrayOutputStream(name.length() * 2);
        for (int at = 0; at < name.length(); ) {
            char unit = name.charAt(at);
            int point = name.codePointAt(at);
            if (unit >= FIRST_BYTE && unit <= LAST_BYTE) {
                bytes.write(unit & 0xff);
            } else if (point == unit && Character.isSurrogate(unit)) {
                throw new InvalidPathException(name, "half a character that stands for no byte");
            } else {
                bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
            }
            at += Character.charCount(point);
        }
        return bytes.toByteArray();
    }
}
