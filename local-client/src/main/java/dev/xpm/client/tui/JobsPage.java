package dev.xpm.client.tui;

import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.JobTable;
import dev.xpm.client.mirror.MirrorState;
import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.tui.terminal.Key;
import dev.xpm.client.tui.widget.Canvas;
import dev.xpm.client.tui.widget.Move;
import dev.xpm.client.tui.widget.Order;
import dev.xpm.client.tui.widget.Piece;
import dev.xpm.client.tui.widget.SearchBar;
import dev.xpm.client.tui.widget.TableView;
import dev.xpm.client.view.Action;
import dev.xpm.client.view.ChangeQuestion;
import dev.xpm.client.view.JobRow;
import dev.xpm.client.view.JobSort;
import dev.xpm.client.view.Messages;
import dev.xpm.client.view.Paths;
import dev.xpm.client.view.Place;
import dev.xpm.client.view.Tables;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobPhase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The jobs of a run. Source: interfaces.md 3.4. */
final class JobsPage implements Page {
    private static final int PREVIEW_ROWS = 9;
    private static final int PREVIEW_WIDTH = 100;
    private static final int PREVIEW_HEIGHT = 28;

    private final Face face;
    private final RunKey key;
    private final TableView<JobRow> table;
    private final SearchBar search = new SearchBar();
    private final Order<JobSort> order = new Order<>(JobSort.SUBMITTED);
    private boolean preview = true;
    private @Nullable JobTable shown;
    private String shownSearch = "";
    private int total;

    JobsPage(Face face, RunKey key) {
        this.face = face;
        this.key = key;
        this.table = new TableView<>(JobColumns.of(face.ascii()), JobRow::key);
        face.mirror(key.source()).open(key);
    }

    @Override
    public Place place() {
        return Place.JOBS;
    }

    RunKey key() {
        return key;
    }

    private MirrorState state() {
        return face.state(key.source());
    }

    Answer<JobTable> answer() {
        return state().table(key);
    }

    @Override
    public void refresh() {
        Answer<JobTable> answer = answer();
        if (answer instanceof Answer.Known<JobTable> known && !known.value().equals(shown)) {
            sort(known.value());
        } else if (answer instanceof Answer.Failed) {
            shown = null;
            total = 0;
            table.show(List.of());
        }
    }

    private void sort(JobTable jobs) {
        shown = jobs;
        shownSearch = search.text();
        total = jobs.jobs().size();
        table.show(Tables.jobs(
                jobs, search.text(), order.by(), order.reversed(), face.asOf(key.source()), state().zone()));
    }

    private void sortAgain() {
        JobTable jobs = shown;
        if (jobs != null) {
            sort(jobs);
        }
    }

    @Override
    public void draw(Canvas canvas) {
        JobTable jobs = shown;
        if (jobs != null && !shownSearch.equals(search.text())) {
            sort(jobs);
        }
        int y = RunLine.draw(canvas, face, key, "Jobs");
        if (search.isShown()) {
            search.draw(canvas, y++, table.rows().size(), total);
        }
        boolean large = canvas.width() >= PREVIEW_WIDTH && canvas.height() >= PREVIEW_HEIGHT;
        int below = preview && large && table.selected() != null ? PREVIEW_ROWS : 0;
        Canvas body = canvas.rows(y, canvas.height() - y - below);
        if (table.rows().isEmpty()) {
            body.centred(Messages.of(answer(), "jobs", total > 0 ? Messages.noMatch("job") : Messages.noJobs()));
        } else {
            table.draw(body, row -> row.at(face.asOf(key.source())), title(order.by()), order.reversed());
        }
        JobRow row = table.selected();
        if (below > 0 && row != null) {
            JobPreview.draw(
                    canvas.rows(canvas.height() - below, below),
                    face.asOf(key.source()),
                    state().zone(),
                    jobs,
                    row.key().job());
        }
    }

    private static String title(JobSort sort) {
        return sort == JobSort.STATUS ? JobColumns.STATE : sort.title();
    }

    @Override
    public boolean act(Action action) {
        JobRow row = table.selected();
        switch (action) {
            case SEARCH_JOBS -> search.open();
            case CLEAR_JOBS -> search.clear();
            case SORT_JOBS_STATUS -> order.choose(JobSort.STATUS);
            case SORT_JOBS_TASK -> order.choose(JobSort.TASK);
            case SORT_JOBS_SUBMITTED -> order.choose(JobSort.SUBMITTED);
            case SORT_JOBS_ID -> order.choose(JobSort.ID);
            case PREVIOUS_SORT -> step(-1);
            case NEXT_SORT -> step(1);
            case PREVIEW -> togglePreview();
            case JOBS_TAB -> {
                return true;
            }
            case SERVICES_TAB -> face.push(new ServicesPage(face, key));
            default -> {
                return row != null && actOn(row, action);
            }
        }
        sortAgain();
        return true;
    }

    private boolean actOn(JobRow row, Action action) {
        switch (action) {
            case OPEN_JOB -> face.push(new JobPage(face, this, row.key().job()));
            case JOB_LOGS -> openLogs(row);
            case KILL_LISTED_JOB -> kill(row);
            case DELETE_LISTED_JOB -> delete(row);
            case COPY_JOB_PATH -> face.copy(path(row));
            case COPY_JOB_ID -> face.copy(row.key().job().display());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void togglePreview() {
        preview = !preview;
        if (!face.hasRoomFor(PREVIEW_WIDTH, PREVIEW_HEIGHT + 4)) {
            face.toast(UntrustedText.of("The preview needs a window of 100x32"), Tone.CAUTION);
        }
    }

    /** The columns from left to right. */
    private void step(int by) {
        List<JobSort> columns = List.of(JobSort.ID, JobSort.TASK, JobSort.STATUS, JobSort.SUBMITTED, JobSort.DURATION);
        order.choose(columns.get(Math.floorMod(columns.indexOf(order.by()) + by, columns.size())));
    }

    /** Shows the logs of a job, unless it cannot have any yet. */
    void openLogs(JobRow row) {
        JobPhase phase = row.entry().displayed().state().phase();
        if (phase == JobPhase.SCHEDULED) {
            face.toast(UntrustedText.of("The job is scheduled: it has no logs yet"), Tone.CAUTION);
        } else {
            face.openLog(key.source(), row.key(), path(row));
        }
    }

    void kill(JobRow row) {
        face.changes().ask(ChangeQuestion.kill(state(), row));
    }

    void delete(JobRow row) {
        if (answer() instanceof Answer.Known<JobTable> known) {
            face.changes().ask(ChangeQuestion.delete(state(), known.value().jobs(), row));
        }
    }

    UntrustedText path(JobRow row) {
        return Paths.job(state().source(), row.entry().job());
    }

    /** The neighbour of a job in the list as it is sorted now; puts the cursor there. */
    @Nullable
    JobId neighbour(JobId job, int by) {
        select(job);
        table.move(by < 0 ? Move.UP : Move.DOWN);
        JobRow row = table.selected();
        return row == null || row.key().job().equals(job) ? null : row.key().job();
    }

    void select(JobId job) {
        table.rows().stream()
                .filter(row -> row.key().job().equals(job))
                .findFirst()
                .ifPresent(row -> table.select(row.key()));
    }

    @Override
    public boolean type(Key pressed) {
        return search.type(pressed);
    }

    @Override
    public void move(Move move) {
        table.move(move);
    }

    @Override
    public boolean click(int line) {
        return table.click(line - (search.isShown() ? 3 : 2));
    }

    @Override
    public List<Piece> status() {
        JobRow selected = table.selected();
        if (selected == null) {
            return List.of();
        }
        JobRow row = selected.at(face.asOf(key.source()));
        var pieces = new ArrayList<Piece>();
        pieces.add(new Piece(row.shortId(), Tone.STRONG));
        pieces.add(Piece.of(
                " " + (face.ascii() ? row.look().ascii() : row.look().glyph()) + " ",
                row.look().tone()));
        pieces.add(new Piece(row.look().word(), row.look().tone()));
        row.entry().job().progress().stream().limit(1).forEach(level -> {
            UntrustedText description = level.description();
            if (row.isRunning() && description != null) {
                pieces.add(Piece.dim(" · "));
                pieces.add(Piece.plain(description));
            }
        });
        pieces.add(Piece.dim(" · "));
        pieces.add(Piece.plain(row.key().task().display()));
        if (shown != null && shown.unreadable() > 0) {
            pieces.add(Piece.of("  " + Messages.unreadable(shown.unreadable()), Tone.CAUTION));
        }
        return pieces;
    }
}
