package dev.xpm.client.service;

import dev.xpm.client.connect.RemoteAddress;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.Service;
import dev.xpm.protocol.workspace.ServiceState;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a running service can be reached. A service is started by the run's driver, and what it calls {@code localhost} is
 * the machine of the driver.
 *
 * @param driver name of that machine; null if the run does not say
 */
public record ServiceAddress(ServiceUrl url, @Nullable String driver) {
    /** Of a service or a part of one; null unless it runs and has told an address that a browser can show. */
    public static @Nullable ServiceAddress of(Experiment run, UntrustedText stateName, @Nullable UntrustedText url) {
        if (url == null || ServiceState.ofName(stateName.raw()) != ServiceState.RUNNING) {
            return null;
        }
        ServiceUrl parsed = ServiceUrl.parse(url);
        UntrustedText driver = run.hostname();
        return parsed == null
                ? null
                : new ServiceAddress(
                        parsed, driver != null && RemoteAddress.isHost(driver.raw()) ? driver.raw() : null);
    }

    /** Those of all services that run. */
    public static Set<ServiceAddress> running(List<Experiment> runs) {
        var running = new HashSet<ServiceAddress>();
        for (Experiment run : runs) {
            for (Service service : run.services().values()) {
                add(running, of(run, service.stateName(), service.url()));
                for (Service.Part part : service.parts()) {
                    add(running, of(run, part.stateName(), part.url()));
                }
            }
        }
        return running;
    }

    /**
     * As a machine sees it.
     *
     * @param node name of that machine
     */
    RemoteAddress from(String node) {
        return new RemoteAddress(hostFrom(node), url.port());
    }

    /** As a browser on a machine sees it. */
    ServiceUrl directly(String node) {
        return url.at(hostFrom(node), url.port());
    }

    private String hostFrom(String node) {
        if (!url.isOwn()) {
            return url.host();
        }
        return driver == null || isSame(driver, node) ? "localhost" : driver;
    }

    /** A name with its domain and the same name without are one machine. */
    private static boolean isSame(String one, String other) {
        String left = one.toLowerCase(Locale.ROOT);
        String right = other.toLowerCase(Locale.ROOT);
        return left.equals(right) || left.startsWith(right + ".") || right.startsWith(left + ".");
    }

    private static void add(Set<ServiceAddress> all, @Nullable ServiceAddress one) {
        if (one != null) {
            all.add(one);
        }
    }
}
