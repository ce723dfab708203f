package dev.xpm.client.tui;

import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.service.ServiceUrl;
import dev.xpm.client.tui.widget.Canvas;
import dev.xpm.client.tui.widget.Column;
import dev.xpm.client.tui.widget.Move;
import dev.xpm.client.tui.widget.Piece;
import dev.xpm.client.tui.widget.TableView;
import dev.xpm.client.view.Action;
import dev.xpm.client.view.ForwardLook;
import dev.xpm.client.view.Messages;
import dev.xpm.client.view.Place;
import dev.xpm.client.view.ServiceRow;
import dev.xpm.client.view.Tables;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The services of a run, or the active ones of all experiments. Source: interfaces.md 3.7. */
final class ServicesPage implements Page {
    private static final String NO_DIRECTORY = "The service names no directory";

    private final Face face;
    private final @Nullable RunKey key;
    private final TableView<ServiceRow> table;

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
                "Description", 10, 18, 20, false, 1, (row, width) -> List.of(Piece.plain(row.description()))));
        columns.add(Column.fixed("State", 10, 0, (row, width) -> List.of(new Piece(row.state(), row.tone()))));
        columns.add(
                new Column<>("URL or path", 12, 23, 30, true, 0, (row, width) -> List.of(Piece.plain(target(row)))));
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
        return switch (action) {
            case JOBS_TAB -> leave();
            case SERVICES_TAB -> key != null;
            default -> row != null && act(action, row);
        };
    }

    private boolean leave() {
        if (key != null) {
            face.back();
        }
        return key != null;
    }

    private boolean act(Action action, ServiceRow row) {
        switch (action) {
            case COPY_URL -> copy(url(row), "The service has no URL: it must be started first");
            case START_SERVICE -> face.ways().open(row, false);
            case SHOW_SERVICE -> face.ways().open(row, true);
            case STOP_SERVICE -> face.ways().close(row);
            case COPY_SERVICE_PATH -> copy(row.path(), NO_DIRECTORY);
            case GET_SERVICE_FILES -> face.copies().get(row.source(), row.path(), NO_DIRECTORY);
            case STOP_SERVICE_FILES -> face.copies().stop(row.source(), row.path());
            default -> {
                return false;
            }
        }
        return true;
    }

    /** For a browser on this machine as soon as there is a way, else as the host knows it. */
    private @Nullable UntrustedText url(ServiceRow row) {
        ServiceUrl here = face.ways().look(row).url();
        return here == null ? row.url() : UntrustedText.of(here.toString());
    }

    private UntrustedText target(ServiceRow row) {
        ServiceUrl here = face.ways().look(row).url();
        return here == null ? row.target() : UntrustedText.of(here.toString());
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
        ForwardLook way = face.ways().look(row);
        if (!way.words().isEmpty()) {
            pieces.add(Piece.plain("  "));
            pieces.add(new Piece(way.words(), way.tone()));
        }
        List<Piece> copy = face.copies().pieces(row.source(), path);
        if (copy.isEmpty() && path != null && way.words().isEmpty()) {
            copy = List.of(Piece.dim("  shows "), Piece.plain(path));
        }
        pieces.addAll(copy);
        return pieces;
    }
}
