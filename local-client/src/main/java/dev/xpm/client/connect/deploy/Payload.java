package dev.xpm.client.connect.deploy;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A file for the host, and what tells whether it arrived whole.
 *
 * @param unpacked whether it is sent as it is inside of its gzip
 * @param checksum that of POSIX, for a host without SHA-256
 */
record Payload(Path file, boolean unpacked, String sha256, long size, long checksum) {
    private static final Pattern NOTE = Pattern.compile("([0-9a-f]{64}) +([0-9]{1,10}) ([0-9]{1,18})\\s*");

    /** Reads the file once. */
    static Payload of(Path file) throws IOException {
        return measure(file, false);
    }

    /** Takes what the build noted beside the file, in NAME.sum: SHA-256, checksum, bytes. Reads the file where it did not. */
    static Payload noted(Path file) throws IOException {
        Path note = file.resolveSibling(file.getFileName() + ".sum");
        if (Files.exists(note)) {
            Matcher matcher = NOTE.matcher(Files.readString(note));
            if (matcher.matches() && Long.parseLong(matcher.group(3)) == Files.size(file)) {
                return new Payload(file, false, matcher.group(1), Files.size(file), Long.parseLong(matcher.group(2)));
            }
        }
        return of(file);
    }

    /** The same without its gzip, for a host that cannot unpack. */
    Payload withoutGzip() throws IOException {
        return measure(file, true);
    }

    InputStream open() throws IOException {
        return open(file, unpacked);
    }

    private static InputStream open(Path file, boolean unpacked) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        return unpacked ? new GZIPInputStream(in, 1 << 16) : in;
    }

    private static Payload measure(Path file, boolean unpacked) throws IOException {
        MessageDigest digest = digest();
        var checksum = new PosixChecksum();
        try (var in = new DigestInputStream(open(file, unpacked), digest)) {
            long size = in.transferTo(checksum);
            return new Payload(file, unpacked, HexFormat.of().formatHex(digest.digest()), size, checksum.value());
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /** Tells how much was read of it. */
    static final class Counted extends FilterInputStream {
        private final LongConsumer soFar;
        private long count;

        Counted(InputStream in, LongConsumer soFar) {
            super(in);
            this.soFar = soFar;
        }

        @Override
        public int read() throws IOException {
            int unit = super.read();
            add(unit < 0 ? 0 : 1);
            return unit;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = super.read(bytes, from, length);
            add(read);
            return read;
        }

        private void add(int read) {
            if (read > 0) {
                count += read;
                soFar.accept(count);
            }
        }
    }
}
