package dev.xpm.client.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.zip.CRC32C;

/**
 * Writes scalars as TensorBoard reads them: records of length, checksum, data and checksum, where the data is an
 * {@code Event} message of protocol buffers.
 */
final class TensorBoardFile {
    private static final int TAG_WALL_TIME = (1 << 3) | 1;
    private static final int TAG_STEP = 2 << 3;
    private static final int TAG_FILE_VERSION = (3 << 3) | 2;
    private static final int TAG_SUMMARY = (5 << 3) | 2;
    private static final int TAG_VALUE = (1 << 3) | 2;
    private static final int TAG_NAME = (1 << 3) | 2;
    private static final int TAG_SIMPLE_VALUE = (2 << 3) | 5;
    private static final int MASK_DELTA = 0xa282ead8;

    private final Path file;

    private TensorBoardFile(Path file) {
        this.file = file;
    }

    /** Creates the file with its first record in the directory. */
    static TensorBoardFile create(Path directory, long pid, Instant now) throws IOException {
        Files.createDirectories(directory);
        String name = "events.out.tfevents." + now.getEpochSecond() + "." + SampleHost.NAME + "." + pid + ".0";
        var board = new TensorBoardFile(directory.resolve(name));
        var event = new ByteArrayOutputStream();
        wallTime(event, now);
        field(event, TAG_FILE_VERSION, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
        board.append(event.toByteArray());
        return board;
    }

    void scalar(String name, long step, float value, Instant now) throws IOException {
        var content = new ByteArrayOutputStream();
        field(content, TAG_NAME, name.getBytes(StandardCharsets.UTF_8));
        content.write(TAG_SIMPLE_VALUE);
        content.writeBytes(bytes(Float.floatToIntBits(value), Integer.BYTES));
        var summary = new ByteArrayOutputStream();
        field(summary, TAG_VALUE, content.toByteArray());
        var event = new ByteArrayOutputStream();
        wallTime(event, now);
        event.write(TAG_STEP);
        varint(event, step);
        field(event, TAG_SUMMARY, summary.toByteArray());
        append(event.toByteArray());
    }

    private void append(byte[] event) throws IOException {
        byte[] length = bytes(event.length, Long.BYTES);
        var record = new ByteArrayOutputStream();
        record.writeBytes(length);
        record.writeBytes(bytes(checksum(length), Integer.BYTES));
        record.writeBytes(event);
        record.writeBytes(bytes(checksum(event), Integer.BYTES));
        Files.write(file, record.toByteArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static int checksum(byte[] data) {
        var crc = new CRC32C();
        crc.update(data);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
    }

    private static void wallTime(ByteArrayOutputStream out, Instant now) {
        out.write(TAG_WALL_TIME);
        out.writeBytes(bytes(Double.doubleToLongBits(SampleTimes.seconds(now)), Long.BYTES));
    }

    private static void field(ByteArrayOutputStream out, int tag, byte[] data) {
        out.write(tag);
        varint(out, data.length);
        out.writeBytes(data);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (rest > 0x7f) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** The lowest bytes, least significant first. */
    private static byte[] bytes(long value, int count) {
        var bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (value >> (8 * i));
        }
        return bytes;
    }
}
