package dev.xpm.client.tui;

import dev.xpm.client.tui.widget.Canvas;
import dev.xpm.client.tui.widget.Piece;
import dev.xpm.client.view.Bar;
import dev.xpm.client.view.JobDetail;
import dev.xpm.client.view.Related;
import dev.xpm.client.view.StateLook;
import dev.xpm.client.view.Tag;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.DisplayWidth;
import dev.xpm.protocol.text.UntrustedText;
import java.util.ArrayList;
import java.util.List;

/** The details of a job, laid out as lines of a given width. Source: interfaces.md 3.15. */
final class JobSheet {
    private static final int CELLS = 20;
    private static final int LABEL = 9;
    private static final int MAX_RELATED = 60;

    /** A line that knows how to draw itself. */
    interface Line {
        void draw(Canvas canvas, int y);
    }

    private final JobDetail detail;
    private final boolean ascii;
    private final int chosen;
    private final List<Line> lines = new ArrayList<>();

    /** @param chosen number of the related job that has the focus, dependencies first; -1 for none */
    JobSheet(JobDetail detail, boolean ascii, int chosen) {
        this.detail = detail;
        this.ascii = ascii;
        this.chosen = chosen;
    }

    List<Line> lines(int width) {
        field("Job", detail.row().key().job().display(), width);
        field("Task", detail.row().key().task().display(), width);
        status(width);
        field("Path", detail.path(), width);
        times(width);
        field("Process", detail.process(), width);
        field("Carbon", detail.carbon(), width);
        section("Tags");
        if (detail.tags().isEmpty()) {
            pieces(List.of(Piece.dim("none")));
        }
        for (Tag tag : detail.tags()) {
            pieces(List.of(new Piece(tag.key(), Tone.STRONG), Piece.dim("="), Piece.plain(tag.value())));
        }
        section("Depends on " + detail.dependsOn().size() + " · needed by "
                + detail.neededBy().size());
        related("", detail.dependsOn(), 0, width);
        related("needed by ", detail.neededBy(), detail.dependsOn().size(), width);
        section("Progress");
        if (detail.progress().isEmpty()) {
            pieces(List.of(Piece.dim("none reported")));
        }
        for (Bar bar : detail.progress()) {
            lines.add((canvas, y) -> JobPreview.bar(canvas, y, 1, bar, CELLS, ascii));
        }
        return lines;
    }

    private void pieces(List<Piece> pieces) {
        lines.add((canvas, y) -> canvas.pieces(1, y, pieces));
    }

    private void section(String title) {
        lines.add((canvas, y) -> canvas.rule(y, title, ""));
    }

    /** A long value goes on below itself: ids and paths are never shortened here. */
    private void field(String label, UntrustedText value, int width) {
        String rest = value.forTerminal();
        int room = Math.max(10, width - LABEL - 2);
        String name = label;
        do {
            int end = endOfPart(rest, room);
            pieces(List.of(Piece.of(DisplayWidth.fit(name, LABEL), Tone.DIM), Piece.plain(rest.substring(0, end))));
            rest = rest.substring(end);
            name = "";
        } while (!rest.isEmpty());
    }

    private static int endOfPart(String text, int columns) {
        int width = 0;
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            width += DisplayWidth.of(point);
            if (width > columns) {
                break;
            }
            at += Character.charCount(point);
        }
        return at == 0 && !text.isEmpty() ? Character.charCount(text.codePointAt(0)) : at;
    }

    private void status(int width) {
        StateLook look = detail.row().look();
        var parts = new ArrayList<List<Piece>>();
        parts.add(state("", look));
        StateLook scheduler = detail.scheduler();
        if (scheduler != null) {
            parts.add(state("scheduler ", scheduler));
        }
        parts.add(fact("retries ", String.valueOf(detail.retries())));
        parts.add(fact("exit ", detail.exit()));
        if (detail.resumable()) {
            parts.add(List.of(Piece.dim("resumable")));
        }
        parts("Status", parts, 3, width);
    }

    private List<Piece> state(String intro, StateLook look) {
        return List.of(
                Piece.dim(intro),
                Piece.of((ascii ? look.ascii() : look.glyph()) + " ", look.tone()),
                new Piece(look.word(), look.tone()));
    }

    private static List<Piece> fact(String name, String value) {
        return List.of(Piece.dim(name), Piece.plain(value));
    }

    private void times(int width) {
        parts(
                "Times",
                List.of(
                        fact("submitted ", detail.submitted()),
                        fact("start ", detail.started()),
                        fact("end ", detail.ended()),
                        List.of(Piece.dim("ran "), Piece.of(detail.duration(), Tone.STRONG))),
                2,
                width);
    }

    /** As many parts in a line as there is room for; none is torn. */
    private void parts(String label, List<List<Piece>> parts, int gap, int width) {
        var row = new ArrayList<Piece>();
        int used = 0;
        row.add(Piece.of(DisplayWidth.fit(label, LABEL), Tone.DIM));
        for (List<Piece> part : parts) {
            int wanted = part.stream()
                    .mapToInt(piece -> DisplayWidth.of(piece.text().forTerminal()))
                    .sum();
            if (used > 0 && used + gap + wanted > width - LABEL - 2) {
                pieces(List.copyOf(row));
                row.clear();
                row.add(Piece.plain(" ".repeat(LABEL)));
                used = 0;
            }
            if (used > 0) {
                row.add(Piece.plain(" ".repeat(gap)));
                used += gap;
            }
            row.addAll(part);
            used += wanted;
        }
        pieces(List.copyOf(row));
    }

    private void related(String intro, List<Related> jobs, int number, int width) {
        var row = new ArrayList<Piece>();
        int used = 0;
        int at = number;
        if (!jobs.isEmpty() && !intro.isEmpty()) {
            row.add(Piece.dim(intro));
            used = intro.length();
        }
        for (Related job : jobs.subList(0, Math.min(MAX_RELATED, jobs.size()))) {
            boolean focus = at++ == chosen;
            String glyph = ascii ? job.look().ascii() : job.look().glyph();
            String text = (focus ? "[" : " ") + job.name().forTerminal(24) + " "
                    + job.shortId().forTerminal() + (focus ? "]" : " ");
            int size = DisplayWidth.of(glyph) + DisplayWidth.of(text) + 1;
            if (used > 0 && used + size > width - 2) {
                pieces(List.copyOf(row));
                row.clear();
                used = 0;
            }
            row.add(Piece.of(glyph, job.look().tone()));
            row.add(Piece.of(text + " ", focus ? Tone.STRONG : Tone.PLAIN));
            used += size;
        }
        if (jobs.size() > MAX_RELATED) {
            row.add(Piece.dim("and " + (jobs.size() - MAX_RELATED) + " more"));
        }
        if (!row.isEmpty()) {
            pieces(List.copyOf(row));
        }
    }
}
