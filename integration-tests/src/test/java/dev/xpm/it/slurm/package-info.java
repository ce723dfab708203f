/** A real SLURM with its database, on this machine, for the time of a test. */
@NullMarked
package dev.xpm.it.slurm;

import org.jspecify.annotations.NullMarked;
