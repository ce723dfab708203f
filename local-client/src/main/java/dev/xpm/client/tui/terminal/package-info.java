/** The terminal itself: what it can do, its keys, and how it is given back. */
@NullMarked
package dev.xpm.client.tui.terminal;

import org.jspecify.annotations.NullMarked;
