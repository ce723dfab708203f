package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.it.host.OpenSshdHost;
import dev.xpm.it.workspace.RealExperiment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our client while the original program runs an experiment: on the original's server, and on our agent. */
@Needs({Tool.SSHD, Tool.ORIGINAL})
class PythonServerIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void showsHowEveryJobOfARealExperimentEnds(boolean original) throws Exception {
        Path workspace = RealExperiment.emptyWorkspace(folder);
        List<String> server = original ? MirrorClient.originalServer() : MirrorClient.ourAgent();
        try (var host = OpenSshdHost.start(folder);
                var client = MirrorClient.open(host, workspace.toString(), server);
                var experiment = RealExperiment.start(workspace)) {
            client.await("the experiment", it -> it.experiments().contains(RealExperiment.NAME));
            client.show(RealExperiment.NAME);
            client.await("a job at work", it -> it.jobs(RealExperiment.NAME).values().stream()
                    .anyMatch(state -> state.equals("running") || state.equals("scheduled")));
            assertThat(experiment.isRunning()).isTrue();
            Map<String, String> ids = experiment.awaitEnd();
            var wanted = new LinkedHashMap<String, String>();
            RealExperiment.ENDS.forEach((label, state) -> wanted.put(ids.get(label), state));
            client.await("the ends " + wanted, it -> sameEnds(it.jobs(RealExperiment.NAME), wanted));
        }
    }

    @Test
    void showsTheEndsAlsoWhenItComesLate() throws Exception {
        Path workspace = RealExperiment.emptyWorkspace(folder);
        Map<String, String> ids;
        try (var experiment = RealExperiment.start(workspace)) {
            ids = experiment.awaitEnd();
        }
        var wanted = new LinkedHashMap<String, String>();
        RealExperiment.ENDS.forEach((label, state) -> wanted.put(ids.get(label), state));
        // That a job failed with the one it waits for stands in events only, and the original server forgets those.
        wanted.put(ids.get("never"), "unscheduled");
        try (var host = OpenSshdHost.start(folder);
                var client = MirrorClient.open(host, workspace.toString(), MirrorClient.originalServer())) {
            client.await("the experiment", it -> it.experiments().contains(RealExperiment.NAME));
            client.show(RealExperiment.NAME);
            client.await("the ends " + wanted, it -> sameEnds(it.jobs(RealExperiment.NAME), wanted));
        }
    }

    /** The original server tells the reason of an ordinary failure or not, depending on a race of its own. */
    private static boolean sameEnds(Map<String, String> shown, Map<String, String> wanted) {
        return shown.keySet().equals(wanted.keySet())
                && wanted.entrySet().stream().allMatch(end -> {
                    String state = shown.get(end.getKey());
                    return end.getValue().equals(state)
                            || (end.getValue().equals("error:FAILED") && "error".equals(state));
                });
    }
}
