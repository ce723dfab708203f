package dev.xpm.client.tui.terminal;

import com.googlecode.lanterna.screen.TerminalScreen;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Gives the terminal back, once: at the end of the program, or when a signal ends it. */
public final class Ending implements Runnable {
    private final TerminalScreen screen;
    private final TtyTerminal terminal;
    private final Thread hook;
    private final AtomicBoolean done = new AtomicBoolean();

    public Ending(TerminalScreen screen, TtyTerminal terminal) {
        this.screen = screen;
        this.terminal = terminal;
        this.hook = new Thread(this::restore, "xpm-terminal-restore");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void run() {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            System.getLogger(Ending.class.getName()).log(System.Logger.Level.DEBUG, "already shutting down");
        }
    }

    private void restore() {
        if (done.getAndSet(true)) {
            return;
        }
        try {
            terminal.setMouseCaptureMode(null);
            screen.stopScreen(false);
        } catch (IOException | RuntimeException e) {
            System.getLogger(Ending.class.getName()).log(System.Logger.Level.DEBUG, "unable to leave the screen", e);
        }
        try {
            terminal.close();
        } catch (IOException | RuntimeException e) {
            System.getLogger(Ending.class.getName()).log(System.Logger.Level.DEBUG, "unable to restore the tty", e);
        }
    }
}
