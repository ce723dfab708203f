package dev.xpm.client.tui;

import dev.xpm.client.change.Change;
import dev.xpm.client.change.ChangeReport;
import dev.xpm.client.change.ChangeRun;
import dev.xpm.client.change.Changes;
import dev.xpm.client.mirror.Answer;
import dev.xpm.client.mirror.JobTable;
import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.view.Ask;
import dev.xpm.client.view.ChangeLook;
import dev.xpm.client.view.ChangeQuestion;
import dev.xpm.client.view.Tone;
import dev.xpm.protocol.text.UntrustedText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes, as all pages make them: asks first, begins them, and tells what came of each. */
final class ChangeDesk {
    private final Face face;
    private final Changes changes;
    private final List<ChangeRun> running = new ArrayList<>();

    /** The run whose jobs are to be killed as soon as they are known. */
    private @Nullable RunKey awaited;

    ChangeDesk(Face face, Changes changes) {
        this.face = face;
        this.changes = changes;
    }

    void ask(Ask ask) {
        if (ask instanceof ChangeQuestion question) {
            face.show(Dialog.of(question, this::begin));
        } else if (ask instanceof Ask.Refused refused) {
            face.toast(refused.reason(), Tone.CAUTION);
        }
    }

    /** Asks about the active jobs of a run, once they are known. */
    void killAll(RunKey key) {
        UntrustedText refusal = Changes.refusal(face.state(key.source()));
        if (refusal != null) {
            face.toast(refusal, Tone.CAUTION);
            return;
        }
        awaited = key;
        face.mirror(key.source()).open(key);
        look();
        if (awaited != null) {
            face.toast(UntrustedText.of("Reading the jobs of the experiment …"), Tone.PLAIN);
        }
    }

    /** Before each drawing. */
    void look() {
        lookAtJobs();
        for (ChangeRun run : List.copyOf(running)) {
            ChangeReport report = run.report().getNow(null);
            if (report != null) {
                running.remove(run);
                tell(run.change(), report);
            } else if (run.size() > 1) {
                face.toast(ChangeLook.running(run), Tone.PLAIN);
            }
        }
    }

    private void lookAtJobs() {
        RunKey key = awaited;
        if (key == null || face.hasDialog()) {
            return;
        }
        Answer<JobTable> jobs = face.state(key.source()).table(key);
        if (jobs instanceof Answer.Known<JobTable> known) {
            awaited = null;
            ask(ChangeQuestion.killAll(face.state(key.source()), known.value().jobs()));
        } else if (jobs instanceof Answer.Failed<JobTable> failed) {
            awaited = null;
            face.toast(failed.reason(), Tone.BAD);
        }
    }

    private void begin(Change change) {
        ChangeRun run = changes.make(change);
        running.add(run);
        var unused = run.report().thenRun(face::wake);
    }

    private void tell(Change change, ChangeReport report) {
        ChangeLook look = ChangeLook.of(change, report);
        face.toast(look.words(), look.tone());
        look.details().forEach(face.mirror(change.source())::note);
    }
}
