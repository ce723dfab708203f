package dev.xpm.client.tui.terminal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells a pressed Esc from the beginning of another key's sequence. Lanterna asks once whether more is there, and over a
 * slow line the rest of a sequence comes a little later.
 */
final class EscapeInput extends FilterInputStream {
    private static final int ESC = 0x1B;

    /** A sequence that was cut by the network is whole after that; a person does not notice it. */
    private static final long PATIENCE_NANOS = 50_000_000;

    private static final long STEP_NANOS = 2_000_000;

    private volatile boolean afterEscape;

    EscapeInput(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        afterEscape = value == ESC;
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        afterEscape = count > 0 && buffer[offset + count - 1] == ESC;
        return count;
    }

    @Override
    public int available() throws IOException {
        int available = super.available();
        if (!afterEscape) {
            return available;
        }
        for (long waited = 0; available == 0 && waited < PATIENCE_NANOS; waited += STEP_NANOS) {
            LockSupport.parkNanos(STEP_NANOS);
            available = super.available();
        }
        afterEscape = false;
        return available;
    }
}
