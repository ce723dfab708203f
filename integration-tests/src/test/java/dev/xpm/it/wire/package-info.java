/** What may stand in a line that the agent writes. */
@NullMarked
package dev.xpm.it.wire;

import org.jspecify.annotations.NullMarked;
