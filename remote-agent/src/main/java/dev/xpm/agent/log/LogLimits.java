package dev.xpm.agent.log;

import java.time.Duration;

/**
 * How much the logs may cost. Source: protocol.md 7.4.
 *
 * @param defaultBytes of a piece whose size the client does not name
 * @param maxBytes of any piece, before it is turned into text
 * @param maxAnswerBytes of any piece as it stands on the wire, where a byte may need six
 * @param subscriptions at the same time
 * @param bytesPerSecond of one subscription; of what comes faster, the older part is skipped
 * @param pollEvery how often a followed file is looked at; a stat of it takes microseconds
 * @param minInterval between two pieces of a subscription whose client does not name one
 */
public record LogLimits(
        int defaultBytes,
        int maxBytes,
        int maxAnswerBytes,
        int subscriptions,
        int bytesPerSecond,
        Duration pollEvery,
        Duration minInterval) {}
