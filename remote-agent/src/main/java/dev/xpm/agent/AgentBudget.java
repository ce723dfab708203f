package dev.xpm.agent;

import dev.xpm.agent.log.LogLimits;
import java.time.Duration;

/** What the agent may use of the node that it is a guest on. Source: protocol.md 7.4, assurance.md 2. */
final class AgentBudget {
    /** From the end of input to the end of the process; promised is one second. */
    static final Duration FAREWELL = Duration.ofMillis(800);

    static final LogLimits LOGS =
            new LogLimits(256 << 10, 1 << 20, 4_000_000, 16, 1 << 20, Duration.ofMillis(100), Duration.ofMillis(200));

    private AgentBudget() {}
}
