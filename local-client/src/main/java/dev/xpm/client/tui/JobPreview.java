package dev.xpm.client.tui;

import dev.xpm.client.mirror.JobTable;
import dev.xpm.client.tui.widget.Canvas;
import dev.xpm.client.tui.widget.Piece;
import dev.xpm.client.view.Bar;
import dev.xpm.client.view.JobDetail;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.DisplayWidth;
import dev.xpm.protocol.workspace.JobId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The job under the cursor, below the jobs table of a large screen. Source: interfaces.md 3.15. */
final class JobPreview {
    private static final int CELLS = 20;

    private JobPreview() {}

    static void draw(Canvas canvas, Instant now, ZoneId zone, @Nullable JobTable jobs, JobId id) {
        JobDetail detail = jobs == null ? null : JobDetail.of(jobs, id, null, now, zone);
        if (detail == null) {
            return;
        }
        canvas.rule(0, "Preview " + detail.row().shortId().forTerminal(), "p hides");
        canvas.pieces(
                1,
                1,
                List.of(
                        Piece.dim("Task   "),
                        Piece.plain(detail.row().key().task().display()),
                        Piece.plain("   "),
                        Piece.of(
                                canvas.ascii()
                                        ? detail.row().look().ascii()
                                        : detail.row().look().glyph(),
                                detail.row().look().tone()),
                        Piece.plain(" "),
                        new Piece(
                                detail.row().look().word(), detail.row().look().tone()),
                        Piece.dim("   exit "),
                        Piece.plain(detail.exit()),
                        Piece.dim("   retries "),
                        Piece.plain(String.valueOf(detail.retries()))));
        String path = DisplayWidth.cutLeft(detail.path().forTerminal(), canvas.width() - 9);
        canvas.pieces(1, 2, List.of(Piece.dim("Path   "), Piece.plain(path)));
        canvas.pieces(
                1,
                3,
                List.of(
                        Piece.dim("Times  submitted "),
                        Piece.plain(detail.submitted()),
                        Piece.dim("  start "),
                        Piece.plain(detail.started()),
                        Piece.dim("  end "),
                        Piece.plain(detail.ended()),
                        Piece.dim("  ran "),
                        Piece.plain(detail.duration())));
        canvas.pieces(1, 4, List.of(Piece.dim("Proc   "), Piece.plain(detail.process())));
        int y = 5;
        for (Bar bar : detail.progress()) {
            if (y < canvas.height()) {
                bar(canvas, y++, 1, bar, CELLS, canvas.ascii());
            }
        }
    }

    /** A bar, its percentage and its description. */
    static void bar(Canvas canvas, int y, int x, Bar bar, int cells, boolean ascii) {
        int at = x + 2 * Math.min(bar.level(), 8);
        at = canvas.text(
                at, y, ascii ? Bar.asciiCells(bar.fraction(), cells) : Bar.cells(bar.fraction(), cells), bar.tone());
        at = canvas.text(at, y, String.format(java.util.Locale.ROOT, "%8s  ", bar.percent()), Tone.PLAIN);
        canvas.text(at, y, bar.description(), canvas.theme().plain());
    }
}
