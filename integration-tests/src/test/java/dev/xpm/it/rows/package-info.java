/** Which test shows which row of the list of what must hold. */
@NullMarked
package dev.xpm.it.rows;

import org.jspecify.annotations.NullMarked;
