package dev.xpm.it.screen;

import dev.xpm.client.mirror.Fleet;
import dev.xpm.client.mirror.Source;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.mirror.WorkspaceMirror;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.pull.LogSource;
import dev.xpm.client.pull.Pulls;
import dev.xpm.client.pull.WorkspaceFiles;
import dev.xpm.client.service.Forwards;
import dev.xpm.client.tui.TerminalApp;
import dev.xpm.client.tui.terminal.TerminalOptions;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A program that shows the terminal UI; at the first key, its drawing meets an exception that nobody foresaw. */
public final class FailingScreen {
    private FailingScreen() {}

    /** The command that starts it. */
    public static String command(Path folder) throws IOException {
        Path words = Files.write(
                folder.resolve("java-words"),
                List.of("-cp", "\"" + System.getProperty("java.class.path") + "\"", FailingScreen.class.getName()));
        return "'" + Path.of(System.getProperty("java.home"), "bin", "java") + "' '@" + words + "'";
    }

    public static void main(String[] arguments) {
        var mirror = new WorkspaceMirror(
                new Source(SourceId.ONLY, UntrustedText.of("host"), UntrustedText.of("/ws")), Clock.systemUTC());
        var options = TerminalOptions.of(System.getenv(), false, "auto", true);
        var pressed = new AtomicBoolean();
        try {
            new TerminalApp(Fleet.of(mirror), source -> new NoFiles(), source -> new Forwards(), options)
                    .run(new Keyboard(System.in, pressed), new Paper(System.out, pressed));
        } catch (MonitorException e) {
            System.err.println(e.sentence());
            System.exit(e.problem().exitCode());
        }
    }

    private static final class NoFiles implements WorkspaceFiles {
        private final Pulls pulls = new Pulls();

        @Override
        public @Nullable LogSource open(JobKey job, LogStream stream) {
            return null;
        }

        @Override
        public Pulls pulls() {
            return pulls;
        }
    }

    private static final class Keyboard extends FilterInputStream {
        private final AtomicBoolean pressed;

        Keyboard(InputStream in, AtomicBoolean pressed) {
            super(in);
            this.pressed = pressed;
        }

        @Override
        public int read() throws IOException {
            int key = super.read();
            pressed.set(true);
            return key;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            pressed.set(true);
            return count;
        }
    }

    /** Fails once: the terminal itself is well. */
    private static final class Paper extends FilterOutputStream {
        private final AtomicBoolean pressed;

        Paper(OutputStream out, AtomicBoolean pressed) {
            super(out);
            this.pressed = pressed;
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            if (pressed.getAndSet(false)) {
                throw new IllegalStateException("on purpose");
            }
            out.write(source, offset, length);
        }
    }
}
