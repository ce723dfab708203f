package dev.xpm.client.view;

import dev.xpm.client.pull.Pull;
import dev.xpm.client.pull.PullEstimate;
import dev.xpm.client.pull.PullReport;
import dev.xpm.client.pull.Pulls;
import dev.xpm.protocol.text.UntrustedText;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the copy of a directory stands, in words.
 *
 * @param words such as {@code copying 12.3MB of 40.0MB 31%}; empty if nobody ever asked for one
 * @param percent 0 to 100; -1 while that is unknown
 * @param running it can be stopped
 * @param asking how much it is, while it waits for a yes; null otherwise
 * @param directory where the copy lies on this machine, null if there is none
 */
public record PullLook(
        UntrustedText words,
        Tone tone,
        int percent,
        boolean running,
        @Nullable PullEstimate asking,
        @Nullable Path directory) {
    /** The latest copy of that directory, or what an earlier session left. */
    public static PullLook of(Pulls pulls, UntrustedText directory) {
        Pull latest = pulls.latest(directory);
        Path kept = pulls.kept(directory);
        if (latest != null) {
            return of(latest, kept);
        }
        if (kept != null) {
            return still("copied earlier to " + kept, Tone.DIM, kept);
        }
        return pulls.wasEvicted(directory)
                ? still("the copy was evicted to make room for others", Tone.CAUTION, null)
                : still("", Tone.PLAIN, null);
    }

    /**
     * How that one stands.
     *
     * @param kept where it lies, null for nowhere
     */
    public static PullLook of(Pull pull, @Nullable Path kept) {
        Pull.State state = pull.state();
        if (state instanceof Pull.State.Asking asking) {
            return new PullLook(
                    UntrustedText.of(amount(asking.estimate()) + ": waiting for a yes"),
                    Tone.CAUTION,
                    -1,
                    true,
                    asking.estimate(),
                    kept);
        }
        if (state instanceof Pull.State.Copying copying) {
            return new PullLook(UntrustedText.of(progress(copying)), Tone.PLAIN, copying.percent(), true, null, kept);
        }
        if (state instanceof Pull.State.Done done) {
            PullReport report = done.report();
            if (report.present().isEmpty()) {
                return still("there are no files to copy yet", Tone.CAUTION, kept);
            }
            String files =
                    report.present().size() == 1 ? "1 file" : report.present().size() + " files";
            return still(
                    files + (report.complete() ? "" : ", not all,") + (kept == null ? "" : " in " + kept),
                    report.complete() ? Tone.GOOD : Tone.CAUTION,
                    kept);
        }
        if (state instanceof Pull.State.Failed failed) {
            String hint = failed.reason().hint();
            return still(failed.reason().sentence() + (hint == null ? "" : "; " + hint), Tone.BAD, kept);
        }
        String word = state instanceof Pull.State.Measuring ? "asking for sizes" : "waiting for other copies";
        return new PullLook(UntrustedText.of(word), Tone.PLAIN, -1, true, null, kept);
    }

    /** {@code 312.0MB in 500 files}, of which what is here already needs not be brought. */
    public static String amount(PullEstimate estimate) {
        String least = estimate.whole() ? "" : "more than ";
        String some = estimate.newBytes() < estimate.bytes() ? Texts.size(estimate.newBytes()) + " of " : "";
        String files = estimate.files() == 1 ? "1 file" : estimate.files() + " files";
        return least + some + Texts.size(estimate.bytes()) + " in " + files;
    }

    private static String progress(Pull.State.Copying copying) {
        PullEstimate estimate = copying.estimate();
        String inBand = copying.inBand();
        return "copying " + Texts.size(copying.bytes())
                + (estimate == null ? "" : " of " + Texts.size(estimate.bytes()))
                + (copying.percent() < 0 ? "" : " " + copying.percent() + "%")
                + (inBand == null ? "" : ", through the agent because " + inBand);
    }

    private static PullLook still(String words, Tone tone, @Nullable Path kept) {
        return new PullLook(UntrustedText.of(words), tone, -1, false, null, kept);
    }
}
