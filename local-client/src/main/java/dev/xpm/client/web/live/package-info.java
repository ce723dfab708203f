/** What browsers are told while they look: changes of the workspace, and logs that grow. */
@NullMarked
package dev.xpm.client.web.live;

import org.jspecify.annotations.NullMarked;
