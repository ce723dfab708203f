/** What happens in a workspace, and how it changes experiments and jobs. Source: workspace-format.md 3 and 4. */
@NullMarked
package dev.xpm.protocol.event;

import org.jspecify.annotations.NullMarked;
