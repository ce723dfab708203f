/** Experiments, runs, jobs and services as both sides see them. Source: protocol.md 3.2, workspace-format.md 4. */
@NullMarked
package dev.xpm.protocol.workspace;

import org.jspecify.annotations.NullMarked;
