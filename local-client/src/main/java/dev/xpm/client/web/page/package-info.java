/** The pages and their parts. The templates are compiled into this package. */
@NullMarked
package dev.xpm.client.web.page;

import org.jspecify.annotations.NullMarked;
