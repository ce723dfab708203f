package dev.xpm.client.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which workspace; accepted after {@code experiments} and after its commands, where the last one counts. */
final class WorkspaceOptions {
    @Option(
            names = "--workdir",
            scope = ScopeType.INHERIT,
            paramLabel = "PATH",
            description = "directory of the workspace")
    @Nullable
    String workdir;

    @Option(
            names = "--workspace",
            scope = ScopeType.INHERIT,
            paramLabel = "ID",
            description = "entry of the settings file; ssh-monitor takes several")
    @Nullable
    String workspace;
}
