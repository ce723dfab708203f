/** What a person sees in a browser. */
@NullMarked
package dev.xpm.it.browser;

import org.jspecify.annotations.NullMarked;
