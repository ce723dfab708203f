/** Reading and following log files, and reading any other file of a workspace. Source: protocol.md 7.4 and 7.5. */
@NullMarked
package dev.xpm.agent.log;

import org.jspecify.annotations.NullMarked;
