/** Changes that a user asked for: the only code of the agent that writes to a workspace. Source: workspace-format.md 6. */
@NullMarked
package dev.xpm.agent.action;

import org.jspecify.annotations.NullMarked;
