/** The terminal face: Lanterna's screen, our own tables. Nothing in here waits for network or disk. Source: interfaces.md 3. */
@NullMarked
package dev.xpm.client.tui;

import org.jspecify.annotations.NullMarked;
