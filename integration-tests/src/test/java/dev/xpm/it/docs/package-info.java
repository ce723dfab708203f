/** The examples of the documents, replayed. */
@NullMarked
package dev.xpm.it.docs;

import org.jspecify.annotations.NullMarked;
