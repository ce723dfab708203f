package dev.xpm.client.tui;

import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.problem.MonitorException;
import dev.xpm.client.pull.DirectoryCopy;
import dev.xpm.client.view.Action;
import dev.xpm.client.view.Messages;
import dev.xpm.client.view.Place;
import dev.xpm.client.view.ServiceRow;
import dev.xpm.client.view.Tables;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The services of a run, or the active ones of all experiments. Source: interfaces.md 3.7. */
final class ServicesPage implements Page {
    private final Face face;
    private final @Nullable RunKey key;
    private final TableView<ServiceRow> table;

    /** By the directory on the host; no more than there are services. */
    private final Map<Directory, CompletableFuture<DirectoryCopy>> copies = new HashMap<>();

    private final Set<Directory> announced = new HashSet<>();

    private record Directory(SourceId source, UntrustedText path) {}

    /** @param key the run, null for all experiments */
    ServicesPage(Face face, @Nullable RunKey key) {
        this.face = face;
        this.key = key;
        var columns = new ArrayList<Column<ServiceRow>>();
        if (key == null && face.fleet().isSeveral()) {
            columns.add(Columns.source(ServiceRow::source));
        }
        if (key == null) {
            columns.add(new Column<>(
                    "Experiment (run)", 12, 22, 36, false, 0, (row, width) -> List.of(Piece.plain(row.where()))));
        }
        columns.add(new Column<>(
                "Service",
                10,
                14,
                20,
                false,
                0,
                (row, width) -> List.of(Piece.dim(row.part() ? "  ↳ " : ""), new Piece(row.id(), Tone.STRONG))));
        columns.add(new Column<>(
                "Description", 10, 20, 28, false, 1, (row, width) -> List.of(Piece.plain(row.description()))));
        columns.add(Column.fixed("State", 10, 0, (row, width) -> List.of(new Piece(row.state(), row.tone()))));
        columns.add(
                new Column<>("URL or path", 12, 20, 20, true, 0, (row, width) -> List.of(Piece.plain(row.target()))));
        this.table = new TableView<>(
                columns, row -> List.of(row.source(), row.experiment().id(), row.id(), row.part()));
    }

    @Override
    public Place place() {
        return Place.SERVICES;
    }

    @Override
    public void refresh() {
        if (key == null) {
            table.show(Tables.activeServices(face.fleet()));
        } else {
            Experiment run = RunLine.run(face, key);
            table.show(run == null ? List.of() : ServiceRow.of(key.source(), run));
        }
    }

    @Override
    public void draw(Canvas canvas) {
        announce();
        int y = 1;
        if (key == null) {
            canvas.rule(0, "Active services " + table.rows().size(), "all experiments");
        } else {
            y = RunLine.draw(canvas, face, key, "Services");
        }
        Canvas body = canvas.rows(y, canvas.height() - y);
        if (table.rows().isEmpty()) {
            body.centred(Messages.of(
                    face.fleet().experiments(),
                    "services",
                    key == null ? Messages.noActiveServices() : Messages.noServices()));
        } else {
            table.draw(body, row -> row, "", false);
        }
    }

    @Override
    public boolean act(Action action) {
        ServiceRow row = table.selected();
        switch (action) {
            case COPY_URL -> {
                if (row != null) {
                    copy(row.url(), "The service has no URL: it must be started first");
                }
            }
            case COPY_SERVICE_PATH -> {
                if (row != null) {
                    copy(row.path(), "The service names no directory");
                }
            }
            case GET_SERVICE_FILES -> {
                if (row != null) {
                    get(row);
                }
            }
            case JOBS_TAB -> {
                if (key == null) {
                    return false;
                }
                face.back();
            }
            case SERVICES_TAB -> {
                return key != null;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void get(ServiceRow row) {
        UntrustedText path = row.path();
        if (path == null || path.isEmpty()) {
            face.toast(UntrustedText.of("The service names no directory"), Tone.CAUTION);
            return;
        }
        CompletableFuture<DirectoryCopy> copy = face.files(row.source()).copy(path);
        if (copy == null) {
            face.toast(UntrustedText.of("Not connected yet"), Tone.CAUTION);
            return;
        }
        var directory = new Directory(row.source(), path);
        copies.put(directory, copy);
        announced.remove(directory);
        face.toast(UntrustedText.of("Copying " + path.forTerminal()), Tone.PLAIN);
        var unused = copy.whenComplete((done, failure) -> face.wake());
    }

    /** Tells once of each copy that has ended since the last drawing. */
    private void announce() {
        copies.forEach((directory, copy) -> {
            if (copy.isDone() && announced.add(directory)) {
                var unused = copy.handle((done, failure) -> {
                    if (done != null) {
                        String files = done.files() == 1 ? "1 file" : done.files() + " files";
                        face.toast(
                                UntrustedText.of(
                                        files + (done.complete() ? "" : ", not all,") + " in " + done.directory()),
                                done.complete() ? Tone.GOOD : Tone.CAUTION);
                    } else {
                        face.toast(UntrustedText.of(sentence(failure)), Tone.BAD);
                    }
                    return null;
                });
            }
        });
    }

    private static String sentence(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof MonitorException problem ? problem.sentence() : String.valueOf(cause.getMessage());
    }

    /** The word before the directory, and the directory: the copy's where there is one. */
    private List<Piece> shows(SourceId source, UntrustedText path) {
        CompletableFuture<DirectoryCopy> copy = copies.get(new Directory(source, path));
        if (copy == null || copy.isCompletedExceptionally()) {
            return List.of(Piece.dim("  shows "), Piece.plain(path));
        }
        return copy.isDone()
                ? List.of(
                        Piece.dim("  copy "),
                        Piece.plain(copy.join().directory().toString()))
                : List.of(Piece.dim("  copying "), Piece.plain(path));
    }

    private void copy(@Nullable UntrustedText text, String otherwise) {
        if (text == null || text.isEmpty()) {
            face.toast(UntrustedText.of(otherwise), Tone.CAUTION);
        } else {
            face.copy(text);
        }
    }

    @Override
    public void move(Move move) {
        table.move(move);
    }

    @Override
    public boolean click(int line) {
        return table.click(line - 2);
    }

    @Override
    public List<Piece> status() {
        ServiceRow row = table.selected();
        if (row == null) {
            return List.of();
        }
        UntrustedText path = row.path();
        var pieces = new ArrayList<>(
                List.of(new Piece(row.id(), Tone.STRONG), Piece.plain("  "), new Piece(row.state(), row.tone())));
        if (path != null) {
            pieces.addAll(shows(row.source(), path));
        }
        return pieces;
    }
}
