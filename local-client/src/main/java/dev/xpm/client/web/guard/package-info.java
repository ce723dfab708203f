/** Who may come in. Source: interfaces.md 4.3, assurance.md 3 W. */
@NullMarked
package dev.xpm.client.web.guard;

import org.jspecify.annotations.NullMarked;
