package dev.xpm.client.web.http;

import dev.xpm.client.mirror.RunKey;
import dev.xpm.client.mirror.SourceId;
import dev.xpm.client.view.Texts;
import dev.xpm.client.view.WarningRow;
import dev.xpm.protocol.workspace.ExperimentId;
import dev.xpm.protocol.workspace.JobId;
import dev.xpm.protocol.workspace.JobKey;
import dev.xpm.protocol.workspace.LogStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of our pages. An id becomes one percent-encoded path component. Some ids hold halves of surrogate pairs,
 * which stand for bytes that are no UTF-8 and cannot be percent-encoded: these are written as {@code ~DC80}, and so is
 * the tilde itself.
 */
public final class Href {
    private static final String UNRESERVED = "-._";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Href() {}

    public static String experiment(RunKey run) {
        return path(run) + query("?", run);
    }

    public static String experiment(RunKey run, String tab) {
        return path(run) + "?tab=" + tab + query("&", run);
    }

    /** {@code /x/EXPERIMENT}, without the query. */
    public static String path(RunKey run) {
        return "/x/" + component(run.experiment().value());
    }

    public static String job(JobKey job, RunKey run) {
        return "/j" + path(job) + inRun(run);
    }

    public static String log(JobKey job, LogStream stream, RunKey run) {
        return "/j" + path(job) + "/log/" + stream.wireName() + inRun(run);
    }

    /** Address of the part of a job's page that changes. */
    public static String jobPart(JobKey job, RunKey run) {
        return "/p/j" + path(job) + "/head" + inRun(run);
    }

    /** Where to ask for a copy of a job's directory. */
    public static String jobFiles(JobKey job, RunKey run) {
        return "/j" + path(job) + "/files" + inRun(run);
    }

    /** Where to ask for a change of a job: {@code kill} or {@code delete}. */
    public static String jobChange(JobKey job, RunKey run, String verb) {
        return "/j" + path(job) + "/" + verb + inRun(run);
    }

    /** Where to ask for a change of a job that no latest run refers to: {@code kill} or {@code delete}. */
    public static String loose(JobKey job, String verb, SourceId source) {
        return "/orphans" + path(job) + "/" + verb + source("?", source);
    }

    /** Where to ask for the death of all stray jobs, or the deletion of all orphans. */
    public static String allLoose(String verb, SourceId source) {
        return "/orphans/" + verb + source("?", source);
    }

    /** Where to ask for a change of an experiment: {@code kill} or {@code delete}. */
    public static String experimentChange(RunKey run, String verb) {
        return path(run) + "/" + verb + query("?", run);
    }

    /** Where to ask what a warning proposes. */
    public static String warning(WarningRow row) {
        return "/warnings/" + Texts.key(row.warning().key()) + source("?", row.source());
    }

    /** Where to ask for a copy of what a service shows. */
    public static String serviceFiles(RunKey run, String service) {
        return "/x/" + component(run.experiment().value()) + "/files/" + service + query("?", run);
    }

    /**
     * Where to open or end the way to a service.
     *
     * @param all whether to go back to the list of all services
     */
    public static String service(RunKey run, String service, String verb, boolean all) {
        String query = query("?", run);
        return "/x/" + component(run.experiment().value()) + "/services/" + service + "/" + verb + query
                + (all ? (query.isEmpty() ? "?" : "&") + "all=1" : "");
    }

    /** Where to change a copy. */
    public static String copy(String key, String verb, SourceId source) {
        return "/files/" + key + "/" + verb + source("?", source);
    }

    /** {@code /TASK/HASH}. */
    public static String path(JobKey job) {
        return "/" + component(job.task().value()) + "/" + component(job.job().value());
    }

    /** The query of a page about a job: in which run it is looked at. */
    static String inRun(RunKey run) {
        return "?x=" + component(run.experiment().value()) + query("&", run);
    }

    /** What an address says of a job's log to follow. */
    public static String followed(JobKey job, LogStream stream, SourceId source) {
        return "/events/log?task=" + component(job.task().value()) + "&job="
                + component(job.job().value()) + "&stream=" + stream.wireName() + source("&", source);
    }

    /** Which run, and of which workspace where that must be said. */
    private static String query(String separator, RunKey run) {
        if (run.run() == null) {
            return source(separator, run.source());
        }
        return separator + "run=" + component(run.run().value()) + source("&", run.source());
    }

    private static String source(String separator, SourceId source) {
        return source.name().isEmpty() ? "" : separator + "w=" + component(source.name());
    }

    /** The name of an event about the jobs of an experiment, for its page. */
    public static String jobsEvent(SourceId source, ExperimentId experiment) {
        return "jobs:" + inSource(source) + component(experiment.value());
    }

    /** The name of an event about a job, for its page. */
    public static String jobEvent(SourceId source, JobId job) {
        return "job:" + inSource(source) + component(job.value());
    }

    private static String inSource(SourceId source) {
        return source.name().isEmpty() ? "" : component(source.name()) + "/";
    }

    /** Text as one component of a path or one value of a query. */
    public static String component(String text) {
        var out = new StringBuilder(text.length() + 16);
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            at += Character.charCount(point);
            if (isUnreserved(point)) {
                out.append((char) point);
            } else if (point == '~' || isSurrogate(point)) {
                out.append('~').append(HEX.toHexDigits((char) point));
            } else {
                for (byte octet : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
                    out.append('%').append(HEX.toHexDigits(octet));
                }
            }
        }
        return out.toString();
    }

    /** The text of a component whose percent signs are decoded already. */
    public static String text(String decoded) {
        int tilde = decoded.indexOf('~');
        if (tilde < 0) {
            return decoded;
        }
        var out = new StringBuilder(decoded.length());
        int from = 0;
        for (; tilde >= 0; tilde = decoded.indexOf('~', from)) {
            out.append(decoded, from, tilde);
            Integer unit = unit(decoded, tilde + 1);
            out.append(unit == null ? '~' : (char) unit.intValue());
            from = unit == null ? tilde + 1 : tilde + 5;
        }
        return out.append(decoded, from, decoded.length()).toString();
    }

    private static @Nullable Integer unit(String text, int at) {
        if (at + 4 > text.length()) {
            return null;
        }
        for (int digit = at; digit < at + 4; digit++) {
            if (!HexFormat.isHexDigit(text.charAt(digit))) {
                return null;
            }
        }
        return HexFormat.fromHexDigits(text, at, at + 4);
    }

    private static boolean isUnreserved(int point) {
        return (point >= 'a' && point <= 'z')
                || (point >= 'A' && point <= 'Z')
                || (point >= '0' && point <= '9')
                || UNRESERVED.indexOf(point) >= 0;
    }

    private static boolean isSurrogate(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }
}
