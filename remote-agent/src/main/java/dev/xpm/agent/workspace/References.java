package dev.xpm.agent.workspace;

import dev.xpm.protocol.workspace.JobKey;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** Jobs that some runs refer to: by their names, and for links of the first layout also by where they lead. */
public final class References {
    private final Set<Object> keysAndPaths;

    References(Set<Object> keysAndPaths) {
        this.keysAndPaths = keysAndPaths;
    }

    /** Whether the job is one of them. */
    public boolean contains(JobKey job, Path directory) {
        return keysAndPaths.contains(job) || keysAndPaths.contains(directory);
    }

    /** Those that are known by name. */
    public Set<JobKey> keys() {
        var keys = new LinkedHashSet<JobKey>();
        for (Object known : keysAndPaths) {
            if (known instanceof JobKey key) {
                keys.add(key);
            }
        }
        return keys;
    }
}
