package dev.xpm.protocol.workspace;

import dev.xpm.protocol.text.UntrustedText;
import org.jspecify.annotations.Nullable;

/** Something that a run offers to do; described only. Source: workspace-format.md 2.1. */
public record RunAction(
        UntrustedText id,
        UntrustedText description,
        @Nullable UntrustedText className) {}
