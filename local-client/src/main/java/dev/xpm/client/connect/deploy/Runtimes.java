package dev.xpm.client.connect.deploy;

import dev.xpm.client.connect.JvmComplaint;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.problem.Problem;
import dev.xpm.protocol.text.UntrustedText;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides whether a host without a Java for the agent can run the one that we bring. Source: assurance.md D5. */
final class Runtimes {
    private static final Pattern GLIBC = Pattern.compile("glibc 2\\.([0-9]{1,4})(\\..*)?");

    private final String label;
    private final HostReport host;

    Runtimes(String label, HostReport host) {
        this.label = label;
        this.host = host;
    }

    /**
     * What to send.
     *
     * @param packed what we have, null for nothing
     * @param glibc the oldest C library that it runs on; null if unknown
     * @throws MonitorException NO_JAVA, or the limit that kept the host's own Java from starting
     */
    Payload choose(@Nullable Payload packed, @Nullable String glibc) throws MonitorException {
        for (UntrustedText refused : host.refusedJavas()) {
            Problem limit = JvmComplaint.of(refused.raw());
            if (limit == Problem.MEMORY_LIMIT || limit == Problem.PROCESS_LIMIT) {
                throw new MonitorException(limit, label + " does not let Java start: " + refused.forTerminal(200));
            }
        }
        if (!host.isLinuxX64()) {
            throw noJava("the Java that we can bring is for Linux x86_64, and this is "
                    + host.platform().forTerminal(60));
        }
        if (host.libc().equals("musl")) {
            throw noJava("the Java that we can bring needs glibc, and this host has musl");
        }
        if (packed == null) {
            throw noJava("this build of xpm has none to bring");
        }
        if (glibc != null && isOlder(host.libc(), glibc)) {
            throw noJava("the Java that we can bring needs glibc " + glibc + ", and this host has "
                    + UntrustedText.of(host.libc()).forTerminal(40));
        }
        if (!host.has("tar")) {
            throw noJava("it has no tar to unpack one");
        }
        try {
            return host.has("gzip") ? packed : packed.withoutGzip();
        } catch (IOException e) {
            throw new MonitorException(
                    Problem.INTERNAL, "unable to read the packed Java: " + e.getMessage(), null, List.of(), e);
        }
    }

    /** An unknown one is tried: whether the Java runs is seen before it is used. */
    private static boolean isOlder(String libc, String needed) {
        Matcher matcher = GLIBC.matcher(libc);
        return matcher.matches() && Integer.parseInt(matcher.group(1)) < Integer.parseInt(needed.substring(2));
    }

    private MonitorException noJava(String reason) {
        String found = "";
        if (!host.oldJavas().isEmpty()) {
            found = " (" + host.oldJavas().get(0).forTerminal(100) + " is too old)";
        } else if (!host.refusedJavas().isEmpty()) {
            found = " (" + host.refusedJavas().get(0).forTerminal(200) + ")";
        }
        return new MonitorException(Problem.NO_JAVA, label + " has no Java 17 or newer" + found + ", and " + reason);
    }

    /** What keeps the Java that we brought from running. */
    static Problem kindOf(UntrustedText complaint) {
        Problem kind = JvmComplaint.of(complaint.raw());
        return kind == null ? Problem.NO_JAVA : kind;
    }
}
