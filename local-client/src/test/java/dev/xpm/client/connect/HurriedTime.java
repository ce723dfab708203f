package dev.xpm.client.connect;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Real time in which pauses are short: what a program does four times a second, it does a hundred times. */
public final class HurriedTime implements Timeline {
    private static final int HURRY = 25;

    private final Timeline real;

    public HurriedTime(String name, Clock clock) {
        real = new RealTime(name, clock);
    }

    @Override
    public Instant now() {
        return real.now();
    }

    @Override
    public long nanoTime() {
        return real.nanoTime();
    }

    @Override
    public boolean execute(Runnable work) {
        return real.execute(work);
    }

    @Override
    public Runnable after(Duration pause, Runnable work) {
        return real.after(pause.dividedBy(HURRY), work);
    }

    @Override
    public void close() {
        real.close();
    }
}
