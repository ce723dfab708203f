package dev.xpm.client.change;

import dev.xpm.client.mirror.Fleet;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.WorkspaceMirror;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends changes. None is ever sent twice, and none waits for a connection: without one it is refused. Source: protocol.md
 * 8 C13, assurance.md K6 and K7.
 */
public final class Changes {
    private final Fleet fleet;

    public Changes(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Why nothing can be changed there now; null if it can. */
    public static @Nullable UntrustedText refusal(MirrorState state) {
        if (state.readOnly()) {
            return UntrustedText.of("Nothing is changed here: this is read-only");
        }
        return state.isLive() ? null : UntrustedText.of("Nothing can be changed without a connection");
    }

    /** Begins; returns at once. What is shown is read anew where the peer does not tell of changes by itself. */
    public ChangeRun make(Change change) {
        WorkspaceMirror mirror = fleet.of(change.source());
        var run = new ChangeRun(change, steps(change));
        var unused = run.report().thenRun(mirror::afterChange);
        UntrustedText refusal = refusal(mirror.state());
        if (refusal != null) {
            run.refuse(refusal);
            return run;
        }
        var unusedToo = mirror.session().whenComplete((session, failure) -> {
            if (session == null) {
                run.refuse(UntrustedText.of("there is no connection"));
            } else {
                run.begin(session.client());
            }
        });
        return run;
    }

    private static List<ChangeRun.Step> steps(Change change) {
        if (change instanceof Change.KillJobs kill) {
            return kill.jobs().stream()
                    .map(key -> new ChangeRun.Step(name(key), client -> client.killJob(key)))
                    .toList();
        }
        if (change instanceof Change.DeleteJobs delete) {
            return delete.jobs().stream()
                    .map(key -> new ChangeRun.Step(name(key), client -> client.deleteJob(key)))
                    .toList();
        }
        if (change instanceof Change.DeleteExperiment delete) {
            return List.of(new ChangeRun.Step(
                    delete.experiment().display(),
                    client -> client.deleteExperiment(delete.experiment(), delete.withJobs())));
        }
        Change.Resolve resolve = (Change.Resolve) change;
        return List.of(new ChangeRun.Step(
                resolve.warning().key(), client -> client.resolve(resolve.warning(), resolve.action())));
    }

    private static UntrustedText name(JobKey key) {
        return UntrustedText.of(key.locator());
    }
}
