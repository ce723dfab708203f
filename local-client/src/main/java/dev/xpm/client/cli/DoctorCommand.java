package dev.xpm.client.cli;

import dev.xpm.client.connect.SessionLimits;
import dev.xpm.client.connect.doctor.Examination;
import dev.xpm.client.connect.doctor.Finding;
import dev.xpm.client.connect.doctor.ThisMachine;
import dev.xpm.client.problem.ExitCode;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.settings.SettingsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "doctor",
        description = "Tries the way to a host, or to a workspace, stage by stage, and says what to do where it ends.")
final class DoctorCommand implements Callable<Integer> {
    /** Stands for no directory; the host is looked at, and no agent is started. */
    private static final String NO_WORKDIR = "~";

    /** Every terminal has so many columns, and longer lines are hard to read. */
    private static final int WIDTH = 80;

    private final Program program;

    @Parameters(index = "0", arity = "0..1", paramLabel = "HOST", description = "host, user@host, or an alias")
    @Nullable
    String host;

    @Parameters(index = "1", arity = "0..1", paramLabel = "REMOTE_WORKDIR", description = "directory on that host")
    @Nullable
    String remoteWorkdir;

    @Option(names = "--workspace", paramLabel = "ID", description = "entry of the settings file")
    @Nullable
    String workspace;

    @Option(
            names = {"-o", "--ssh-option"},
            paramLabel = "OPT",
            description = "for ssh, such as \"-p 2222\" or Port=2222; may be repeated")
    List<String> sshOptions = new ArrayList<>();

    @Option(names = "--remote-xpm", paramLabel = "CMD", description = "command that starts experimaestro on the host")
    @Nullable
    String remoteXpm;

    @Option(names = "--remote-shell-init", paramLabel = "CMD", description = "shell text to run on the host first")
    @Nullable
    String shellInit;

    DoctorCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() throws Exception {
        LogFile.open(program);
        SettingsFile settings = program.settings();
        String file = Files.exists(settings.path()) ? settings.path().toString() : settings.path() + " is not there";
        tell(new Finding(
                "settings",
                Finding.Verdict.OK,
                file + ", " + settings.workspaces().size() + " workspaces",
                null));
        ThisMachine.examine().forEach(this::tell);
        if (host == null && workspace == null) {
            return ExitCode.OK;
        }
        var limits = new SessionLimits(program.options().timeout, SessionLimits.DEFAULT.request());
        boolean withWorkspace = workspace != null || remoteWorkdir != null;
        SessionPlan plan = plan(settings, limits, withWorkspace);
        var request = plan.request(new ConsolePrompter(program), new QuietListener(program.messages()));
        MonitorException failed = new Examination(request, withWorkspace, this::tell).run();
        return failed == null ? ExitCode.OK : failed.problem().exitCode();
    }

    private SessionPlan plan(SettingsFile settings, SessionLimits limits, boolean withWorkspace)
            throws MonitorException {
        if (host == null
                && workspace != null
                && !LocalChoice.entry(settings, workspace).isRemote()) {
            var local = new WorkspaceOptions();
            local.workspace = workspace;
            return LocalChoice.plan(
                    LocalChoice.directory(local, settings, program.terminal().home()), List.of(), limits);
        }
        LaunchChoice launch = remoteXpm == null ? LaunchChoice.OPEN : LaunchChoice.by(remoteXpm);
        String directory = withWorkspace ? remoteWorkdir : NO_WORKDIR;
        return new SshChoice(host, directory, workspace, sshOptions, shellInit, launch).plan(settings, limits);
    }

    private void tell(Finding finding) {
        String verdict = finding.verdict() == Finding.Verdict.FAILED
                ? "FAILED"
                : finding.verdict().name().toLowerCase(Locale.ROOT);
        try {
            String begin = String.format(Locale.ROOT, "%-14s %-6s ", finding.stage(), verdict);
            String hint = finding.problem() == null ? null : finding.problem().hint();
            // Programs that read this want one line for each.
            int width = program.terminal().outIsTerminal() ? WIDTH : Integer.MAX_VALUE;
            for (String line : hanging(begin, finding.words(), width)) {
                program.terminal().println(line);
            }
            if (hint != null) {
                for (String line : hanging("hint: ", hint, width)) {
                    program.terminal().println(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text behind its beginning; what does not fit goes on below itself, from a blank on where there is one. */
    static List<String> hanging(String begin, String text, int width) {
        var lines = new ArrayList<String>();
        String indent = " ".repeat(begin.length());
        int room = Math.max(1, width - begin.length());
        String rest = text;
        while (rest.length() > room) {
            int blank = rest.lastIndexOf(' ', room);
            int end = blank > 0 ? blank : room;
            lines.add(
                    (lines.isEmpty() ? begin : indent) + rest.substring(0, end).stripTrailing());
            rest = rest.substring(end).stripLeading();
        }
        lines.add((lines.isEmpty() ? begin : indent) + rest);
        return lines;
    }
}
