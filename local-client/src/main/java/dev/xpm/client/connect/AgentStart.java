package dev.xpm.client.connect;

import dev.xpm.client.connect.deploy.Deployer;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import java.util.List;
import java.util.Set;

/** Starts the agent over an open transport, in the way that was asked for. */
final class AgentStart {
    /** What keeps our agent from a host, but perhaps not the original program. */
    private static final Set<Problem> HOST_LACKS_SOMETHING =
            Set.of(Problem.NO_JAVA, Problem.NO_EXEC, Problem.READ_ONLY, Problem.PERMISSION, Problem.DISK_FULL);

    private AgentStart() {}

    /** Begins what can be done before there is a connection. */
    static void prepare(SessionRequest request) {
        Launch launch = request.launch();
        if (launch instanceof Launch.Deploy deploy) {
            Deployer.prepare(deploy.files());
        } else if (launch instanceof Launch.Auto auto) {
            Deployer.prepare(auto.first().files());
        }
    }

    static StartedAgent start(SessionRequest request, Transport transport) throws MonitorException {
        Launch launch = request.launch();
        if (launch instanceof Launch.Deploy deploy) {
            return new Deployer(request, transport, deploy.files()).start();
        }
        if (launch instanceof Launch.Auto auto) {
            return start(request, transport, auto);
        }
        return launch instanceof Launch.Uv uv
                ? start(request, transport, uv.words())
                : start(request, transport, ((Launch.Command) launch).words());
    }

    private static StartedAgent start(SessionRequest request, Transport transport, Launch.Auto auto)
            throws MonitorException {
        var deployer = new Deployer(request, transport, auto.first().files());
        try {
            return deployer.start();
        } catch (MonitorException e) {
            if (!HOST_LACKS_SOMETHING.contains(e.problem()) || !deployer.hasUv()) {
                throw e;
            }
            request.prompter().status("taking uv, because " + e.sentence());
            return start(request, transport, auto.otherwise().words());
        }
    }

    private static StartedAgent start(SessionRequest request, Transport transport, List<String> words)
            throws MonitorException {
        if (request.launch() instanceof Launch.Uv || request.launch() instanceof Launch.Auto) {
            request.prompter().stage("starting experimaestro with uv on " + transport.label());
        }
        RemoteProcess process = transport.start(request.command(words));
        return new StartedAgent(
                process,
                RemoteLines.read(
                        process.stderr(),
                        line -> request.listener().onRemoteLine(line),
                        "xpm-" + request.destination().label() + "-stderr"));
    }
}
