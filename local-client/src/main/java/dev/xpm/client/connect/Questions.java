package dev.xpm.client.connect;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the user on a thread of its own, one question after the other. The SSH library asks from its reading threads,
 * where nothing of a face may run; such a thread waits here, and {@link #close} frees it at once. Only one thread asks at
 * a time: a route is connected hop by hop.
 */
public final class Questions implements AutoCloseable {
    private final Prompter prompter;
    private final ExecutorService thread;
    private volatile boolean cancelled;
    private volatile @Nullable Future<Boolean> open;

    public Questions(Prompter prompter, String threadName) {
        this.prompter = prompter;
        this.thread = Executors.newSingleThreadExecutor(work -> {
            var created = new Thread(work, threadName);
            created.setDaemon(true);
            return created;
        });
    }

    /** The answers, or null if the user cancels; from then on nothing is asked any more. */
    public @Nullable List<char[]> ask(String title, List<Prompter.Question> questions) {
        if (cancelled) {
            return null;
        }
        var answers = new ArrayList<char[]>();
        boolean answered = await(() -> {
            List<char[]> typed = prompter.ask(title, questions);
            return typed != null && answers.addAll(typed);
        });
        cancelled |= !answered;
        return answered ? answers : null;
    }

    public boolean confirm(String title, List<String> lines) {
        return !cancelled && await(() -> prompter.confirm(title, lines));
    }

    public void status(String line) {
        prompter.status(line);
    }

    public void stage(String line) {
        prompter.stage(line);
    }

    /** Whether the user has cancelled a question. */
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void close() {
        thread.shutdown();
        Future<Boolean> question = open;
        if (question != null) {
            question.cancel(true);
        }
    }

    private interface Asking {
        boolean ask();
    }

    private boolean await(Asking asking) {
        try {
            Future<Boolean> answer = thread.submit(asking::ask);
            open = answer;
            try {
                return answer.get();
            } finally {
                answer.cancel(true);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | CancellationException | RejectedExecutionException e) {
            return false;
        }
    }
}
