/** What every face shows: rows, words, glyphs, keys. No terminal and no HTTP in here. Source: interfaces.md 0 and 3. */
@NullMarked
package dev.xpm.client.view;

import org.jspecify.annotations.NullMarked;
