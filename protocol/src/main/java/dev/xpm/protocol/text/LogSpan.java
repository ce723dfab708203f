package dev.xpm.protocol.text;

/** A stretch of a log line in one style. The text holds no escape sequences and no tabs; other control characters are
 * still in it and become visible marks when it is shown. */
public record LogSpan(UntrustedText text, LogStyle style) {}
