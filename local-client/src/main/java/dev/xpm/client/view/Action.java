package dev.xpm.client.view;

import java.util.List;
import java.util.Locale;

/**
 * What a user can do, with the keys for it and where they work. Footer, help screen and the documentation are made from
 * this list: there is no other. Keys are named as on the screen: {@code q}, {@code S} for shift, {@code ^d} for Ctrl,
 * {@code Enter}, {@code PgUp}. Source: interfaces.md 3.2.
 */
public enum Action {
    OPEN_EXPERIMENT(Place.EXPERIMENTS, "open", "open the experiment", "Enter"),
    SHOW_RUNS(Place.EXPERIMENTS, "runs", "show its earlier runs", "d"),
    SEARCH_EXPERIMENTS(Place.EXPERIMENTS, "search", "search id, run, host and status", "/"),
    SORT_EXPERIMENTS_STATUS(Place.EXPERIMENTS, "sort", "sort by status; again reverses", "S"),
    SORT_EXPERIMENTS_STARTED(Place.EXPERIMENTS, "sort", "sort by start, newest first; again reverses", "D"),
    SORT_EXPERIMENTS_NAME(Place.EXPERIMENTS, "sort", "sort by name; again reverses", "O"),
    KILL_EXPERIMENT(Place.EXPERIMENTS, "kill", "kill its scheduled and running jobs; asks first", "^k"),
    DELETE_EXPERIMENT(Place.EXPERIMENTS, "delete", "delete the experiment; asks first", "^d"),
    COPY_EXPERIMENT_PATH(Place.EXPERIMENTS, "path", "copy its path", "f"),
    CLEAR_EXPERIMENTS(Place.EXPERIMENTS, "clear", "clear the search", "c"),

    OPEN_RUN(Place.RUNS, "open", "open the run", "Enter"),
    COPY_RUN_ID(Place.RUNS, "copy id", "copy the id of the run", "y"),

    OPEN_JOB(Place.JOBS, "detail", "open the job", "Enter"),
    JOB_LOGS(Place.JOBS, "logs", "show the logs of the job", "l"),
    SEARCH_JOBS(Place.JOBS, "search", "search id, task, tags and state", "/"),
    SORT_JOBS_STATUS(Place.JOBS, "sort", "sort by status; again reverses", "S"),
    SORT_JOBS_TASK(Place.JOBS, "sort", "sort by task; again reverses", "T"),
    SORT_JOBS_SUBMITTED(Place.JOBS, "sort", "sort by submission, oldest first; again reverses", "D"),
    SORT_JOBS_ID(Place.JOBS, "sort", "sort by id; again reverses", "O"),
    PREVIOUS_SORT(Place.JOBS, "column", "sort by the column to the left", "<"),
    NEXT_SORT(Place.JOBS, "column", "sort by the column to the right", ">"),
    KILL_LISTED_JOB(Place.JOBS, "kill", "kill the job; asks first", "^k"),
    DELETE_LISTED_JOB(Place.JOBS, "delete", "delete the job's directory; asks first", "^d"),
    PREVIEW(Place.JOBS, "preview", "show the job below the table", "p"),
    COPY_JOB_PATH(Place.JOBS, "path", "copy the job's path", "f"),
    COPY_JOB_ID(Place.JOBS, "id", "copy the job's full id", "y"),
    CLEAR_JOBS(Place.JOBS, "clear", "clear the search", "c"),

    SHOW_LOGS(Place.JOB, "logs", "show the logs of the job", "l"),
    COPY_PATH(Place.JOB, "path", "copy the path", "f"),
    COPY_ID(Place.JOB, "id", "copy the full id", "y"),
    KILL_JOB(Place.JOB, "kill", "kill the job; asks first", "^k"),
    DELETE_JOB(Place.JOB, "delete", "delete the job's directory; asks first", "^d"),
    GET_JOB_FILES(Place.JOB, "get files", "copy its directory to this machine", "g"),
    STOP_JOB_FILES(Place.JOB, "stop copy", "stop copying its directory", "c"),
    PREVIOUS_JOB(Place.JOB, "prev/next job", "the previous job of the list", "["),
    NEXT_JOB(Place.JOB, "prev/next job", "the next job of the list", "]"),
    OPEN_RELATED(Place.JOB, "open related", "open the chosen dependency", "Enter"),
    NEXT_RELATED(Place.JOB, "choose", "choose a dependency", "Tab"),

    FOLLOW(Place.LOG, "follow", "follow the end of the log, or stop", "f"),
    TOP(Place.LOG, "ends", "go to the top; stops following", "g"),
    BOTTOM(Place.LOG, "ends", "go to the bottom and follow", "G"),
    FIND(Place.LOG, "find", "find text", "/"),
    FIND_NEXT(Place.LOG, "next", "the next match", "n"),
    FIND_PREVIOUS(Place.LOG, "next", "the previous match", "N"),
    WRAP(Place.LOG, "wrap", "wrap long lines", "w"),
    COLOURS(Place.LOG, "colours", "show the colours of the log", "a"),
    NUMBERS(Place.LOG, "numbers", "show line numbers", "#"),
    OTHER_FILE(Place.LOG, "file", "the other file", "Tab"),
    SYNC(Place.LOG, "sync", "copy the log now", "r"),
    CLOSE_LOG(Place.LOG, "close", "close the log", "q"),

    START_SERVICE(Place.SERVICES, "start", "open a way to it from this machine", "s", "^s"),
    STOP_SERVICE(Place.SERVICES, "stop", "close the way to it", "x", "^k"),
    COPY_URL(Place.SERVICES, "copy URL", "copy the URL: the one of this machine once it is started", "u"),
    SHOW_SERVICE(Place.SERVICES, "open", "start it and show it in a browser; without one, copy the URL", "o"),
    COPY_SERVICE_PATH(Place.SERVICES, "path", "copy the directory that it shows", "f"),
    GET_SERVICE_FILES(Place.SERVICES, "get files", "copy its files to this machine", "g"),
    STOP_SERVICE_FILES(Place.SERVICES, "stop copy", "stop copying its files", "c"),

    OTHER_LOOSE(Place.ORPHANS, "other list", "the other of the two lists: stray jobs, orphans", "Tab"),
    DELETE_LOOSE(Place.ORPHANS, "delete", "delete the job's directory; asks first", "^d"),
    KILL_LOOSE(Place.ORPHANS, "kill", "kill the job; asks first", "^k"),
    DELETE_ALL_LOOSE(Place.ORPHANS, "delete all", "delete all of the list that are over; asks first", "X"),
    KILL_ALL_LOOSE(Place.ORPHANS, "kill all", "kill all of the list that run; asks first", "K"),
    LOOSE_LOGS(Place.ORPHANS, "logs", "show the logs of the job", "l"),
    COPY_LOOSE_PATH(Place.ORPHANS, "path", "copy the job's path", "f"),
    SORT_LOOSE_STATUS(Place.ORPHANS, "sort", "sort by status; again reverses", "S"),
    SORT_LOOSE_TASK(Place.ORPHANS, "sort", "sort by task; again reverses", "T"),

    OPEN_WARNING(Place.WARNINGS, "handle", "read the whole warning, and do what it proposes", "Enter"),

    FOLLOW_OUTPUT(Place.OUTPUT, "follow", "follow the end of the output, or stop", "^f"),
    COPY_OUTPUT(Place.OUTPUT, "copy", "copy the output", "^y"),

    BACK(Place.EVERYWHERE, "back", "go up one level", "Esc"),
    REFRESH(Place.EVERYWHERE, "refresh", "read everything again", "r", "F5"),
    JOBS_TAB(Place.EVERYWHERE, "jobs", "the jobs of the open experiment", "j"),
    SERVICES_TAB(Place.EVERYWHERE, "services", "the services of the open experiment", "s"),
    MONITOR(Place.EVERYWHERE, "Monitor", "the Monitor tab", "1"),
    SERVICES(Place.EVERYWHERE, "Services", "the Services tab: all active services", "2"),
    ORPHANS(Place.EVERYWHERE, "Orphans", "the Orphans tab: jobs that no latest run refers to", "3"),
    WARNINGS(Place.EVERYWHERE, "Warnings", "the Warnings tab", "7"),
    OUTPUT(Place.EVERYWHERE, "Output", "the Output tab: what the remote side printed", "8"),
    REDRAW(Place.EVERYWHERE, "redraw", "draw the screen anew", "^l"),
    HELP(Place.EVERYWHERE, "help", "these keys", "?"),
    QUIT(Place.EVERYWHERE, "quit", "quit; the jobs go on", "q", "^c");

    private final Place place;
    private final String label;
    private final String help;
    private final List<String> keys;

    Action(Place place, String label, String help, String... keys) {
        this.place = place;
        this.label = label;
        this.help = help;
        this.keys = List.of(keys);
    }

    /** Stable name for settings and the documentation. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Place place() {
        return place;
    }

    /** A word or two for the footer; actions with the same label share an entry there. */
    public String label() {
        return label;
    }

    public String help() {
        return help;
    }

    /** The first one is the one to advertise. */
    public List<String> keys() {
        return keys;
    }
}
