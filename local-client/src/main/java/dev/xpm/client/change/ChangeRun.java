package dev.xpm.client.change;

import dev.xpm.protocol.endpoint.WorkspaceClient;
import dev.xpm.protocol.message.RpcException;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.ChangeResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A change on its way: one request after the other, each sent once. The first that has no answer is the last one. */
public final class ChangeRun {
    /** One request. */
    record Step(UntrustedText what, Function<WorkspaceClient, CompletableFuture<ChangeResult>> ask) {}

    private static final UntrustedText NOT_SENT = UntrustedText.of("not sent, because the one before has no answer");

    private final Change change;
    private final List<Step> steps;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final CompletableFuture<ChangeReport> report = new CompletableFuture<>();

    ChangeRun(Change change, List<Step> steps) {
        this.change = change;
        this.steps = List.copyOf(steps);
    }

    public Change change() {
        return change;
    }

    /** Ends when every request has its outcome; never fails. Its limit is that of the requests. */
    public CompletableFuture<ChangeReport> report() {
        return report.copy();
    }

    /** Requests that have their outcome. */
    public synchronized int done() {
        return outcomes.size();
    }

    public int size() {
        return steps.size();
    }

    /** Nothing is sent. */
    void refuse(UntrustedText reason) {
        giveUp(reason);
    }

    void begin(WorkspaceClient client) {
        int at = done();
        if (at == steps.size()) {
            end();
            return;
        }
        Step step = steps.get(at);
        var unused = step.ask.apply(client).whenComplete((result, failure) -> take(client, step, result, failure));
    }

    private void take(WorkspaceClient client, Step step, @Nullable ChangeResult result, @Nullable Throwable wrapped) {
        Throwable failure =
                wrapped instanceof CompletionException && wrapped.getCause() != null ? wrapped.getCause() : wrapped;
        if (result != null) {
            add(
                    result.success()
                            ? new Outcome.Made(step.what, result.message())
                            : new Outcome.Refused(step.what, result.message()));
            begin(client);
        } else if (failure instanceof RpcException refused) {
            add(new Outcome.Refused(step.what, refused.text()));
            begin(client);
        } else {
            String message = failure == null ? null : failure.getMessage();
            add(new Outcome.Unknown(step.what, UntrustedText.of(message == null ? "no answer in time" : message)));
            giveUp(NOT_SENT);
        }
    }

    private synchronized void add(Outcome outcome) {
        outcomes.add(outcome);
    }

    private void giveUp(UntrustedText reason) {
        steps.subList(done(), steps.size()).forEach(step -> add(new Outcome.Unsent(step.what, reason)));
        end();
    }

    private void end() {
        List<Outcome> all;
        synchronized (this) {
            all = List.copyOf(outcomes);
        }
        report.complete(new ChangeReport(all));
    }
}
