package dev.xpm.client.connect.deploy;

import java.io.OutputStream;

/** The checksum that {@code cksum} prints, which every POSIX host has: what is written to this stream, then its length. */
final class PosixChecksum extends OutputStream {
    private static final int POLYNOMIAL = 0x04c11db7;
    private static final int[] TABLE = table();

    private int register;
    private long length;

    @Override
    public void write(int unit) {
        add(unit);
        length++;
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
        for (int i = from; i < from + count; i++) {
            add(bytes[i]);
        }
        length += count;
    }

    /** The checksum of all that was written so far. */
    long value() {
        int before = register;
        for (long rest = length; rest != 0; rest >>>= 8) {
            add((int) rest);
        }
        long value = ~register & 0xffffffffL;
        register = before;
        return value;
    }

    private void add(int unit) {
        register = register << 8 ^ TABLE[(register >>> 24 ^ unit) & 0xff];
    }

    private static int[] table() {
        int[] table = new int[256];
        for (int unit = 0; unit < table.length; unit++) {
            int value = unit << 24;
            for (int bit = 0; bit < 8; bit++) {
                value = value << 1 ^ (value < 0 ? POLYNOMIAL : 0);
            }
            table[unit] = value;
        }
        return table;
    }
}
