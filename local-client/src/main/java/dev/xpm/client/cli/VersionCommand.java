package dev.xpm.client.cli;

import dev.xpm.protocol.handshake.ProtocolVersion;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

@Command(name = "version", description = "Shows the version of this program and of its protocol.")
final class VersionCommand implements Callable<Integer> {
    private final Program program;

    VersionCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() throws IOException {
        program.terminal().println(line());
        return 0;
    }

    private static String line() {
        String version =
                Objects.requireNonNullElse(VersionCommand.class.getPackage().getImplementationVersion(), "development");
        return "xpm " + version + " (protocol " + ProtocolVersion.CURRENT + ")";
    }

    /** The same line for {@code --version}. */
    static final class Lines implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {line()};
        }
    }
}
