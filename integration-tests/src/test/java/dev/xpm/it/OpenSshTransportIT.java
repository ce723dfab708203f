package dev.xpm.it;

import dev.xpm.client.connect.TransportChoice;
import dev.xpm.it.host.OpenSshdHost;
import dev.xpm.it.host.TestHost;

/** Over the machine's own sshd, reached by the machine's ssh program. */
@Needs({Tool.SSHD, Tool.PYTHON})
class OpenSshTransportIT extends OverSsh {
    @Override
    TestHost startHost() throws Exception {
        return OpenSshdHost.start(folder);
    }

    @Override
    TransportChoice transport() {
        return TransportChoice.OPENSSH;
    }
}
