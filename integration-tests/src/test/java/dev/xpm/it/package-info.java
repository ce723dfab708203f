/** Tests against real peers, and what they share. */
@NullMarked
package dev.xpm.it;

import org.jspecify.annotations.NullMarked;
