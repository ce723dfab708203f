/** Reading and following log files: of jobs, of the scheduler, of services. Source: protocol.md 7.4. */
@NullMarked
package dev.xpm.agent.log;

import org.jspecify.annotations.NullMarked;
