package dev.xpm.agent.workspace;

import dev.xpm.protocol.path.FileName;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.RunId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which experiments a workspace holds, which runs they have, and which run is current. Source: workspace-format.md 5. */
public final class ExperimentDirectory {
    /** The one run that an experiment of the first layout has. */
    public static final RunId OLD_RUN = new RunId("v1");

    private final WorkspaceTree tree;

    public ExperimentDirectory(WorkspaceTree tree) {
        this.tree = tree;
    }

    /** All experiments by name, those of the first layout included. */
    public List<ExperimentId> experiments() throws IOException {
        var ids = new TreeSet<ExperimentId>();
        for (Path entry : list(tree.experiments())) {
            ExperimentId id = ExperimentId.orNull(FileName.of(entry));
            if (id != null && Files.isDirectory(entry) && !isEmptyAndHidden(id)) {
                ids.add(id);
            }
        }
        ids.addAll(oldExperiments());
        return new ArrayList<>(ids);
    }

    /** What lies hidden beside the experiments is one only if it was launched. */
    private boolean isEmptyAndHidden(ExperimentId id) throws IOException {
        return id.value().startsWith(".") && runs(id).isEmpty();
    }

    private List<ExperimentId> oldExperiments() throws IOException {
        var ids = new ArrayList<ExperimentId>();
        for (Path entry : list(tree.oldExperiments())) {
            ExperimentId id = ExperimentId.orNull(FileName.of(entry));
            if (id != null && Files.isDirectory(entry) && !FileName.of(entry).startsWith(".")) {
                ids.add(id);
            }
        }
        return ids;
    }

    /** Whether there is such an experiment, in either layout. */
    public boolean exists(ExperimentId experiment) throws IOException {
        return isDirectory(tree.experiment(experiment)) || isOld(experiment);
    }

    /** Whether the experiment exists in the first layout only. */
    public boolean isOld(ExperimentId experiment) throws IOException {
        return !isDirectory(tree.experiment(experiment)) && isDirectory(tree.oldExperiment(experiment));
    }

    private static boolean isDirectory(Path path) throws IOException {
        BasicFileAttributes attributes = FileStamp.attributes(path);
        return attributes != null && attributes.isDirectory();
    }

    /** The run that counts for an experiment; null if it has none. */
    public @Nullable RunId current(ExperimentId experiment) throws IOException {
        if (isOld(experiment)) {
            return OLD_RUN;
        }
        RunId linked = linked(experiment, tree.current(experiment));
        if (linked == null) {
            linked = linked(experiment, tree.oldCurrent(experiment));
        }
        if (linked != null) {
            return linked;
        }
        List<RunId> runs = runs(experiment);
        return runs.isEmpty() ? null : runs.get(0);
    }

    /** The run that a link names, wherever it leads; null for no link, a loop, or a run that is not there. */
    private @Nullable RunId linked(ExperimentId experiment, Path link) throws IOException {
        try {
            Path target = Files.readSymbolicLink(link);
            RunId run = target.getFileName() == null ? null : RunId.orNull(FileName.of(target));
            return run != null && isRun(experiment, run) ? run : null;
        } catch (NoSuchFileException | NotLinkException | NotDirectoryException e) {
            return null;
        }
    }

    /** All runs, newest first. */
    public List<RunId> runs(ExperimentId experiment) throws IOException {
        if (isOld(experiment)) {
            return List.of(OLD_RUN);
        }
        var runs = new ArrayList<RunId>();
        for (Path entry : list(tree.experiment(experiment))) {
            RunId run = RunId.orNull(FileName.of(entry));
            if (run != null && isRun(experiment, run)) {
                runs.add(run);
            }
        }
        runs.sort(Collections.reverseOrder());
        return runs;
    }

    /** Whether a directory is a run: by the form of its name, or because a driver left its state in it. */
    public boolean isRun(ExperimentId experiment, RunId run) throws IOException {
        String name = run.value();
        Path directory = tree.run(experiment, run);
        if (name.startsWith(".") || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (run.isDated()) {
            return true;
        }
        boolean copyOfLink = name.equals("current");
        return !copyOfLink && FileStamp.attributes(directory.resolve("status.json")) != null;
    }

    static List<Path> list(Path directory) throws IOException {
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(found::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }
}
