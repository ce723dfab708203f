/** Who may use whom. Source: style.md 2.3 and 2.4. */
@NullMarked
package dev.xpm.it.architecture;

import org.jspecify.annotations.NullMarked;
