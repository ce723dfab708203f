package dev.xpm.it.fault;

import dev.xpm.it.Program;
import dev.xpm.it.Tool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network of its own for a host, with a cable to this machine: packets can be lost without anybody being told, and the
 * host can move to another address. Needs root. Source: assurance.md 3, NS.
 */
public final class NetworkNamespace implements AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** Addresses that nobody routes; the third part tells the namespaces of this machine apart. */
    private static final String NETWORK = "10.213.";

    private final String name;
    private final String outerEnd;
    private final String innerEnd;
    private final String network;
    private int place = 2;

    private NetworkNamespace(long process, int number) {
        String unique = Long.toString(process, 36) + number;
        name = "xpm-" + unique;
        outerEnd = "xo" + unique;
        innerEnd = "xi" + unique;
        network = NETWORK + (process * 7 + number) % 250 + ".";
    }

    /** Lays the cable. */
    public static NetworkNamespace create() throws IOException {
        var made = new NetworkNamespace(ProcessHandle.current().pid(), NUMBERS.incrementAndGet());
        run(List.of(Tool.IP.path().toString(), "netns", "add", made.name));
        try {
            made.outside("link", "add", made.outerEnd, "type", "veth", "peer", "name", made.innerEnd);
            made.outside("link", "set", made.innerEnd, "netns", made.name);
            made.outside("address", "add", made.network + "1/24", "dev", made.outerEnd);
            made.outside("link", "set", made.outerEnd, "up");
            made.inside("address", "add", made.address() + "/24", "dev", made.innerEnd);
            made.inside("link", "set", made.innerEnd, "up");
            made.inside("link", "set", "lo", "up");
        } catch (IOException e) {
            made.close();
            throw e;
        }
        return made;
    }

    /** Of the host, as this machine reaches it. */
    public String address() {
        return network + place;
    }

    /** Words that start a program there. */
    public List<String> enter() {
        return List.of(Tool.IP.path().toString(), "netns", "exec", name);
    }

    /** From now on every packet is lost in both directions; nothing is closed and nobody is told. */
    public void drop() throws IOException {
        filter("-I", "INPUT", "-j", "DROP");
        filter("-I", "OUTPUT", "-j", "DROP");
    }

    /** Carries packets again. */
    public void carry() throws IOException {
        filter("-F");
    }

    /** The host has another address from now on; its connections to the old one are as if cut off. */
    public void move() throws IOException {
        // In this order: with the first address of a network, its others would go.
        inside("address", "del", address() + "/24", "dev", innerEnd);
        place++;
        inside("address", "add", address() + "/24", "dev", innerEnd);
    }

    @Override
    public void close() throws IOException {
        // The cable goes with its end.
        run(List.of(Tool.IP.path().toString(), "netns", "del", name));
    }

    private void outside(String... words) throws IOException {
        run(words(List.of(Tool.IP.path().toString()), words));
    }

    private void inside(String... words) throws IOException {
        run(words(List.of(Tool.IP.path().toString(), "-n", name), words));
    }

    private void filter(String... words) throws IOException {
        var all = new ArrayList<>(enter());
        all.add(Tool.IPTABLES.path().toString());
        run(words(all, words));
    }

    private static List<String> words(List<String> first, String... more) {
        var words = new ArrayList<>(first);
        words.addAll(List.of(more));
        return words;
    }

    private static void run(List<String> words) throws IOException {
        Program.Result result = Program.of(words).run();
        if (result.exit() != 0) {
            throw new IOException(words + ": " + result.err());
        }
    }
}
