/** What a person sees in a terminal. */
@NullMarked
package dev.xpm.it.screen;

import org.jspecify.annotations.NullMarked;
