package dev.xpm.client.tui.terminal;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.terminal.MouseCaptureMode;
import com.googlecode.lanterna.terminal.ansi.UnixTerminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The terminal that this program was started in. Its settings are saved on creation and restored by {@link #close}. */
public final class TtyTerminal extends UnixTerminal {
    private static final TerminalSize USUAL = new TerminalSize(80, 24);

    private final Object writing = new Object();
    private boolean givenBack;

    public TtyTerminal(InputStream in, OutputStream out, boolean mouse) throws IOException {
        super(new EscapeInput(in), out, StandardCharsets.UTF_8, CtrlCBehaviour.TRAP);
        // ^s and ^q, ^v and ^o, ^c and ^z are keys of ours, not of the terminal driver.
        runSTTYCommand("-ixon", "-ixoff", "-iexten", "-isig");
        if (mouse) {
            setMouseCaptureMode(MouseCaptureMode.CLICK);
        }
    }

    /** Lanterna would ask the terminal and wait for the answer among the keys; the driver knows it too. */
    @Override
    protected TerminalSize findTerminalSize() throws IOException {
        String[] words = runSTTYCommand("size").trim().split(" ", -1);
        try {
            int rows = Integer.parseInt(words[0]);
            int columns = Integer.parseInt(words[1]);
            return rows > 0 && columns > 0 ? new TerminalSize(columns, rows) : USUAL;
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return USUAL;
        }
    }

    /** Lanterna would encode the two halves of a letter beyond the basic plane one by one, and write question marks. */
    @Override
    public void putString(String text) throws IOException {
        writeToTerminal(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Leaves the screen, once, and writes nothing any more. A signal comes in the middle of a drawing, which would go on
     * and hide the cursor again; and Lanterna leaves by a shutdown hook of its own, at the same time as ours.
     */
    @Override
    public void exitPrivateMode() throws IOException {
        synchronized (writing) {
            if (!givenBack) {
                super.exitPrivateMode();
                givenBack = true;
            }
        }
    }

    @Override
    protected void writeToTerminal(byte... bytes) throws IOException {
        synchronized (writing) {
            if (!givenBack) {
                super.writeToTerminal(bytes);
            }
        }
    }

    /** Sends a finished sequence past the screen. */
    public void send(byte[] sequence) throws IOException {
        writeToTerminal(sequence);
        flush();
    }
}
