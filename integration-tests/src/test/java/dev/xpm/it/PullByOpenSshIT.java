package dev.xpm.it;

import dev.xpm.client.connect.TransportChoice;

/** The same copies over a connection that the machine's ssh program holds. */
@Needs({Tool.SSHD, Tool.RSYNC})
class PullByOpenSshIT extends PullIT {
    @Override
    TransportChoice transport() {
        return TransportChoice.OPENSSH;
    }
}
