package dev.xpm.it;

import dev.xpm.client.connect.TransportChoice;

/** The same services over a connection that the machine's ssh program holds. */
@Needs(Tool.SSHD)
class ForwardByOpenSshIT extends ForwardIT {
    @Override
    TransportChoice transport() {
        return TransportChoice.OPENSSH;
    }
}
