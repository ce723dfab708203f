/** Reads a workspace: experiments, runs, jobs, services. Never writes. Source: workspace-format.md 1 to 5. */
@NullMarked
package dev.xpm.agent.workspace;

import org.jspecify.annotations.NullMarked;
