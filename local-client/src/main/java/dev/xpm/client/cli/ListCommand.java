package dev.xpm.client.cli;

import dev.xpm.client.connect.AgentSession;
import dev.xpm.client.connect.SessionLimits;
import dev.xpm.client.json.ExperimentLines;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.client.settings.SettingsFile;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.Listing;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "Lists experiments, newest first; those of a remote entry over SSH.")
final class ListCommand implements Callable<Integer> {
    private final Program program;
    private final WorkspaceOptions workspace;

    @Option(names = "--json", description = "as a JSON array")
    boolean json;

    ListCommand(Program program, WorkspaceOptions workspace) {
        this.program = program;
        this.workspace = workspace;
    }

    @Override
    public Integer call() throws Exception {
        LogFile.open(program);
        SessionPlan plan = plan();
        var listener = new QuietListener(program.messages());
        AgentSession session =
                program.leaving().closeAtEnd(AgentSession.open(plan.request(new ConsolePrompter(program), listener)));
        Listing<Experiment> listing = answer(session, plan);
        List<Experiment> experiments = ExperimentLines.sorted(listing.items());
        if (listing.unreadable() > 0) {
            program.messages().warning(listing.unreadable() + " experiments could not be read");
        }
        if (json) {
            program.terminal().println(ExperimentLines.json(experiments));
        } else if (experiments.isEmpty()) {
            program.messages().status("no experiments in " + plan.workdir());
        } else {
            for (Experiment experiment : experiments) {
                program.terminal().println(ExperimentLines.text(experiment));
            }
        }
        return 0;
    }

    private SessionPlan plan() throws Exception {
        SettingsFile settings = program.settings();
        var limits = new SessionLimits(program.options().timeout, SessionLimits.DEFAULT.request());
        if (workspace.workspace != null
                && LocalChoice.entry(settings, workspace.workspace).isRemote()) {
            return new SshChoice(null, workspace.workdir, workspace.workspace, List.of(), null, LaunchChoice.OPEN)
                    .plan(settings, limits);
        }
        return LocalChoice.plan(
                LocalChoice.directory(workspace, settings, program.terminal().home()), List.of(), limits);
    }

    private static Listing<Experiment> answer(AgentSession session, SessionPlan plan) throws MonitorException {
        try {
            return session.client().experiments(false).join();
        } catch (CompletionException e) {
            MonitorException end = session.endReason();
            if (end != null) {
                throw end;
            }
            String reason = e.getCause() instanceof RpcException refused
                    ? refused.text().forTerminal()
                    : "no answer";
            throw new MonitorException(
                    Problem.CONNECTION_LOST,
                    "unable to list the experiments of " + plan.destination().label() + ": " + reason,
                    null,
                    List.of(),
                    e);
        }
    }
}
