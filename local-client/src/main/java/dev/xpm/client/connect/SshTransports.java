package dev.xpm.client.connect;

import dev.xpm.client.problem.*;
import java.time.Duration;

final class SshTransports {
    private SshTransports() {}

    static Transport connect(Destination.Ssh destination, Duration limit, Prompter prompter) throws MonitorException {
        if (limit.isNegative()) {
            return new LocalTransport();
        }
        throw new MonitorException(Problem.UNREACHABLE, "cannot reach " + destination.label());
    }
}
