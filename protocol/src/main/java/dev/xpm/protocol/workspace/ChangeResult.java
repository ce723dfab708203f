package dev.xpm.protocol.workspace;

import dev.xpm.protocol.text.UntrustedText;

/**
 * What a peer says that came of a change. Source: protocol.md 3.4.
 *
 * @param message its words; empty where it gives none
 */
public record ChangeResult(boolean success, UntrustedText message) {}
