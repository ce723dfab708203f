package dev.xpm.it;

import dev.xpm.it.host.OpenSshdHost;
import dev.xpm.it.host.TestHost;

/** Over the machine's own sshd. */
@Needs({Tool.SSHD, Tool.PYTHON, Tool.RSYNC})
class OpenSshIT extends OverSsh {
    @Override
    TestHost startHost() throws Exception {
        return OpenSshdHost.start(folder);
    }
}
