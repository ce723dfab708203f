/** A log as it is read, searched and drawn. */
@NullMarked
package dev.xpm.client.tui.log;

import org.jspecify.annotations.NullMarked;
