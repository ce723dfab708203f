/** Our agent on hosts that have nothing of ours: how it gets there, how it starts, what goes wrong. */
@NullMarked
package dev.xpm.it.deploy;

import org.jspecify.annotations.NullMarked;
