/** Tells of changes in a workspace as they happen. Never writes. Source: workspace-format.md 7. */
@NullMarked
package dev.xpm.agent.watch;

import org.jspecify.annotations.NullMarked;
