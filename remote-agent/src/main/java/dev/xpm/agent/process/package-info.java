/** What the operating system says of processes and locks of this host. Source: workspace-format.md 1.6 and 4.5. */
@NullMarked
package dev.xpm.agent.process;

import org.jspecify.annotations.NullMarked;
