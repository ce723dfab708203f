/** What the settings of this host say of a workspace. */
@NullMarked
package dev.xpm.agent.settings;

import org.jspecify.annotations.NullMarked;
