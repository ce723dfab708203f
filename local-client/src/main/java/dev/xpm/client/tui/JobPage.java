package dev.xpm.client.tui;

import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.JobTable;
import dev.xpm.client.tui.widget.Canvas;
import dev.xpm.client.tui.widget.Move;
import dev.xpm.client.tui.widget.Piece;
import dev.xpm.client.view.Action;
import dev.xpm.client.view.JobDetail;
import dev.xpm.client.view.JobRow;
import dev.xpm.client.view.Messages;
import dev.xpm.client.view.Place;
import dev.xpm.client.view.Related;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.event.DisplayedState;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.ProcessInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything known of one job. Source: interfaces.md 3.5. */
final class JobPage implements Page {
    private final Face face;
    private final JobsPage list;
    private JobId job;
    private volatile @Nullable ProcessInfo process;
    private @Nullable DisplayedState askedAt;
    private @Nullable JobDetail detail;
    private int chosen = -1;
    private int top;
    private int height = 1;
    private int rows;

    JobPage(Face face, JobsPage list, JobId job) {
        this.face = face;
        this.list = list;
        this.job = job;
    }

    @Override
    public Place place() {
        return Place.JOB;
    }

    @Override
    public void refresh() {
        list.refresh();
        detail = detail();
        JobDetail known = detail;
        if (known != null) {
            DisplayedState state = known.row().entry().displayed();
            if (!state.equals(askedAt)) {
                askedAt = state;
                askForProcess(known);
            }
        }
    }

    private @Nullable JobDetail detail() {
        return list.answer() instanceof Answer.Known<JobTable> known
                ? JobDetail.of(
                        known.value(),
                        job,
                        process,
                        face.asOf(list.key().source()),
                        face.state(list.key().source()).zone())
                : null;
    }

    private void askForProcess(JobDetail of) {
        if (of.row().entry().job().process() != null || of.row().isRunning()) {
            JobId asked = job;
            var unused = face.mirror(list.key().source())
                    .processInfo(of.row().key())
                    .whenComplete((info, failure) -> {
                        if (info != null && asked.equals(job)) {
                            process = info.orElse(null);
                            face.wake();
                        }
                    });
        }
    }

    @Override
    public void draw(Canvas canvas) {
        detail = detail();
        JobDetail known = detail;
        if (known == null) {
            canvas.centred(Messages.of(
                    list.answer(), "jobs", List.of(UntrustedText.of("This job is no longer part of the run"))));
            return;
        }
        Canvas head = canvas.rows(0, 1);
        int x = head.text(1, 0, "◂ ", head.theme().accent());
        x = head.text(x, 0, list.key().experiment().display(), head.theme().of(Tone.STRONG));
        x = head.text(x, 0, " ▸ job ", Tone.DIM);
        head.text(x, 0, known.row().shortId(), head.theme().of(Tone.STRONG));
        Canvas body = canvas.rows(1, canvas.height() - 1);
        List<JobSheet.Line> lines = new JobSheet(known, face.ascii(), chosen).lines(body.width());
        height = body.height();
        rows = lines.size();
        top = Math.max(0, Math.min(top, rows - height));
        for (int y = 0; y < height && top + y < rows; y++) {
            lines.get(top + y).draw(body, y);
        }
        if (top + height < rows) {
            body.right(
                    height - 1,
                    " ↓ " + (rows - top - height) + " more ",
                    0,
                    body.theme().of(Tone.CAUTION));
        }
    }

    @Override
    public boolean act(Action action) {
        JobDetail known = detail;
        if (known == null) {
            return false;
        }
        switch (action) {
            case SHOW_LOGS -> list.openLogs(known.row());
            case KILL_JOB -> list.kill(known.row());
            case DELETE_JOB -> list.delete(known.row());
            case COPY_PATH -> face.copy(list.path(known.row()));
            case COPY_ID -> face.copy(job.display());
            case GET_JOB_FILES ->
                face.copies().get(list.key().source(), list.path(known.row()), "The job has no directory");
            case STOP_JOB_FILES -> face.copies().stop(list.key().source(), list.path(known.row()));
            case PREVIOUS_JOB -> go(list.neighbour(job, -1));
            case NEXT_JOB -> go(list.neighbour(job, 1));
            case NEXT_RELATED ->
                chosen = related(known).isEmpty()
                        ? -1
                        : (chosen + 1) % related(known).size();
            case OPEN_RELATED -> openRelated(known);
            case SERVICES_TAB -> face.push(new ServicesPage(face, list.key()));
            case JOBS_TAB -> face.back();
            default -> {
                return false;
            }
        }
        return true;
    }

    private static List<Related> related(JobDetail of) {
        var all = new ArrayList<>(of.dependsOn());
        all.addAll(of.neededBy());
        return all;
    }

    private void openRelated(JobDetail known) {
        List<Related> related = related(known);
        if (related.isEmpty()) {
            face.toast(UntrustedText.of("This job depends on nothing"), Tone.CAUTION);
        } else if (chosen < 0 || chosen >= related.size()) {
            chosen = 0;
        } else if (related.get(chosen).known()) {
            go(related.get(chosen).id());
            list.select(job);
        } else {
            face.toast(UntrustedText.of("This run does not know that job"), Tone.CAUTION);
        }
    }

    private void go(@Nullable JobId other) {
        if (other == null) {
            face.toast(UntrustedText.of("There is no further job in the list"), Tone.CAUTION);
            return;
        }
        job = other;
        process = null;
        askedAt = null;
        chosen = -1;
        top = 0;
        refresh();
    }

    @Override
    public void move(Move move) {
        top = move.from(top, height - 1, Math.max(1, rows - height + 1));
    }

    @Override
    public List<Piece> status() {
        JobDetail known = detail;
        if (known == null) {
            return List.of();
        }
        JobRow row = known.row();
        var pieces = new ArrayList<>(List.of(
                new Piece(row.shortId(), Tone.STRONG),
                Piece.of(
                        " " + (face.ascii() ? row.look().ascii() : row.look().glyph()) + " ",
                        row.look().tone()),
                new Piece(row.look().word(), row.look().tone())));
        pieces.addAll(face.copies().pieces(list.key().source(), list.path(row)));
        return pieces;
    }
}
