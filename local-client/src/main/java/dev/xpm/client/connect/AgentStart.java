package dev.xpm.client.connect;

import dev.xpm.client.problem.MonitorException;

/** Starts the agent over an open transport, in the way that was asked for. */
final class AgentStart {
    private AgentStart() {}

    static RemoteProcess start(SessionRequest request, Transport transport) throws MonitorException {
        Launch launch = request.launch();
        if (launch instanceof Launch.Command command) {
            return transport.start(request.command(command.words()));
        }
        return transport.start(request.command(((Launch.Uv) launch).words()));
    }
}
