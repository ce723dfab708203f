/** Workspaces to look at: the recorded ones, and ones that a test makes and changes. */
@NullMarked
package dev.xpm.it.workspace;

import org.jspecify.annotations.NullMarked;
