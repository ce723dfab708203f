package dev.xpm.agent.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This machine, as drivers write it into their runs. Source: workspace-format.md 4.5. */
public final class LocalHost {
    private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");

    private LocalHost() {}

    /** The host's own name, without asking any name server where the kernel tells it; empty if nobody knows. */
    public static String name() {
        try {
            return Files.readString(KERNEL_NAME).strip();
        } catch (IOException e) {
            return nameOfResolver();
        }
    }

    private static String nameOfResolver() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }
}
