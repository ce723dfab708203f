package dev.xpm.client.connect;

/** Where a workspace lies, as the user says it. */
public sealed interface Destination {
    /** How it is called in messages. */
    String label();

    /** On this machine: the agent is a child process. */
    record Local() implements Destination {
        @Override
        public String label() {
            return "local";
        }
    }

    /** On a host that SSH reaches. */
    record Ssh(SshHost host, SshOptions options, TransportChoice transport) implements Destination {
        public Ssh(SshHost host, SshOptions options) {
            this(host, options, TransportChoice.AUTO);
        }

        @Override
        public String label() {
            return host.text();
        }
    }
}
