package dev.xpm.client.connect.ssh;

import dev.xpm.client.connect.SshHost;
import dev.xpm.client.connect.SshOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A host to go through: {@code [user@]host[:port]}, an alias of the configuration like any other. */
record JumpSpec(SshHost host, @Nullable Integer port) {
    /**
     * Reads a list, first hop first.
     *
     * @throws IllegalArgumentException if a host in it is none
     */
    static List<JumpSpec> parse(String list) {
        var hops = new ArrayList<JumpSpec>();
        for (String hop : list.split(",", -1)) {
            hops.add(one(hop.strip()));
        }
        return hops;
    }

    /** The options for the configuration of this hop: of the user's own, only the choice of the file holds for it. */
    SshOptions options(SshOptions own) {
        List<SshOptions.Setting> settings =
                port == null ? List.of() : List.of(new SshOptions.Setting("port", String.valueOf(port)));
        return SshOptions.of(settings, own.configFile());
    }

    private static JumpSpec one(String hop) {
        String text = hop.startsWith("ssh://") ? hop.substring("ssh://".length()) : hop;
        int bracket = text.indexOf(']');
        int colon = text.lastIndexOf(':');
        boolean hasPort = bracket >= 0 ? colon == bracket + 1 : colon >= 0 && colon == text.indexOf(':');
        String name = hasPort ? text.substring(0, colon) : text;
        String portText = hasPort ? text.substring(colon + 1) : null;
        if (portText != null && !portText.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("the port of the jump host is not a number");
        }
        return new JumpSpec(
                SshHost.parse(name.replace("[", "").replace("]", "")),
                portText == null ? null : Integer.valueOf(portText));
    }
}
