package dev.xpm.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xpm.client.connect.Link;
import dev.xpm.client.problem.Problem;
import dev.xpm.it.host.EmbeddedSshdHost;
import dev.xpm.it.host.TestHost;
import dev.xpm.it.workspace.SyntheticWorkspace;
import org.junit.jupiter.api.Test;

/** Over an SSH server inside the test. */
@Needs(Tool.PYTHON)
class EmbeddedSshIT extends OverSsh {
    @Override
    TestHost startHost() throws Exception {
        return EmbeddedSshdHost.start(folder);
    }

    @Test
    void aDroppedConnectionIsSeenAndWhatWasShownStays() throws Exception {
        var live = SyntheticWorkspace.create(folder.resolve("live"));
        live.submit(1);
        try (var client = MirrorClient.open(host(), live.root().toString(), MirrorClient.ourAgent())) {
            client.await("the experiment", it -> it.experiments().contains(SyntheticWorkspace.EXPERIMENT));
            ((EmbeddedSshdHost) host()).dropConnections();
            client.await("the loss", it -> it.mirror().state().link() instanceof Link.Lost);
            assertThat(((Link.Lost) client.mirror().state().link()).reason().problem())
                    .isEqualTo(Problem.CONNECTION_LOST);
            assertThat(client.experiments()).contains(SyntheticWorkspace.EXPERIMENT);
        }
    }
}
