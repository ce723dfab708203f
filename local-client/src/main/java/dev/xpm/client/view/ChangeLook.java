package dev.xpm.client.view;

import dev.xpm.client.change.Change;
import dev.xpm.client.change.ChangeReport;
import dev.xpm.client.change.ChangeRun;
import dev.xpm.client.change.Outcome;
import dev.xpm.protocol.text.UntrustedText;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of a change, in words. Source: interfaces.md 3.11.
 *
 * @param words one sentence, such as {@code killed 4 of 5 (1 failed)}
 * @param details a line for each request that was not made
 */
public record ChangeLook(UntrustedText words, Tone tone, List<UntrustedText> details) {
    public ChangeLook {
        details = List.copyOf(details);
    }

    public static ChangeLook of(Change change, ChangeReport report) {
        var details = new ArrayList<UntrustedText>();
        for (Outcome outcome : report.outcomes()) {
            if (outcome instanceof Outcome.Refused refused) {
                details.add(detail(change, outcome, refused.reason()));
            } else if (outcome instanceof Outcome.Unknown unknown) {
                details.add(UntrustedText.of(outcome.what().raw() + ": "
                        + unknown(change, unknown.reason()).raw()));
            } else if (outcome instanceof Outcome.Unsent unsent) {
                details.add(detail(change, outcome, unsent.reason()));
            }
        }
        boolean lost = !report.all(Outcome.Unknown.class).isEmpty();
        Tone tone = report.isComplete() ? Tone.GOOD : lost ? Tone.CAUTION : Tone.BAD;
        return new ChangeLook(words(change, report), tone, details);
    }

    /** {@code killing 3 of 40 …}. */
    public static UntrustedText running(ChangeRun run) {
        String verb = run.change() instanceof Change.KillJobs ? "killing" : "deleting";
        return UntrustedText.of(verb + " " + Math.min(run.done() + 1, run.size()) + " of " + run.size() + " …");
    }

    private static UntrustedText words(Change change, ChangeReport report) {
        if (report.outcomes().size() == 1) {
            return one(change, report.outcomes().get(0));
        }
        int all = report.outcomes().size();
        int made = report.all(Outcome.Made.class).size();
        int failed = report.all(Outcome.Refused.class).size();
        int unknown = report.all(Outcome.Unknown.class).size();
        int unsent = report.all(Outcome.Unsent.class).size();
        var rest = new ArrayList<String>();
        if (failed > 0) {
            rest.add(failed + " failed");
        }
        if (unknown > 0) {
            rest.add(unknown + " unknown");
        }
        if (unsent > 0) {
            rest.add(unsent + " not sent");
        }
        return UntrustedText.of(verb(change) + " " + made + (made == all ? "" : " of " + all)
                + (rest.isEmpty() ? "" : " (" + String.join(", ", rest) + ")"));
    }

    private static UntrustedText one(Change change, Outcome outcome) {
        if (outcome instanceof Outcome.Made made) {
            return made.words().isEmpty() ? UntrustedText.of(verb(change) + " " + name(made.what())) : made.words();
        }
        if (outcome instanceof Outcome.Unknown unknown) {
            return unknown(change, unknown.reason());
        }
        UntrustedText reason = outcome instanceof Outcome.Refused refused
                ? refused.reason()
                : outcome instanceof Outcome.Unsent unsent ? unsent.reason() : UntrustedText.EMPTY;
        return UntrustedText.of(
                "not " + verb(change) + (reason.isEmpty() ? ", and no reason was given" : ": " + reason.raw()));
    }

    private static UntrustedText unknown(Change change, UntrustedText reason) {
        return UntrustedText.of("unknown until all is read again whether it was " + verb(change) + ": " + reason.raw());
    }

    private static UntrustedText detail(Change change, Outcome outcome, UntrustedText reason) {
        return UntrustedText.of(
                outcome.what().raw() + " not " + verb(change) + (reason.isEmpty() ? "" : ": " + reason.raw()));
    }

    private static String verb(Change change) {
        if (change instanceof Change.KillJobs) {
            return "killed";
        }
        return change instanceof Change.Resolve ? "handled" : "deleted";
    }

    /** Of a job its task and the first characters of its id. */
    private static String name(UntrustedText what) {
        String raw = what.raw();
        int slash = raw.lastIndexOf('/');
        return slash < 0 ? raw : JobRow.shortId(raw.substring(slash + 1)).raw();
    }
}
