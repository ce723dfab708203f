package dev.xpm.client.mirror;

import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.Experiment;
import dev.xpm.protocol.workspace.JobInfo;
import dev.xpm.protocol.workspace.LocalStamp;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The zone of local times that carry none. Our agent names it. The original server does not, but it gives the start of
 * a run in local time and the first submission, moments later, in Unix time: their difference is the offset.
 */
final class RemoteZone {
    /** All zones in use differ from UTC by a multiple of a quarter of an hour. */
    private static final double QUARTER_HOUR = 900;

    /** A first submission later than that after the start says nothing about the zone. */
    private static final double NEAR = 300;

    private RemoteZone() {}

    static ZoneId of(@Nullable UntrustedText named, List<Experiment> experiments) {
        if (named != null) {
            try {
                return ZoneId.of(named.raw());
            } catch (DateTimeException e) {
                return ZoneId.systemDefault();
            }
        }
        return experiments.stream()
                .map(RemoteZone::infer)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(ZoneId.systemDefault());
    }

    private static @Nullable ZoneId infer(Experiment experiment) {
        LocalStamp started = experiment.started();
        OptionalDouble first = experiment.jobs().values().stream()
                .map(JobInfo::timestamp)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .min();
        if (started == null || started.offset() != null || first.isEmpty()) {
            return null;
        }
        double difference = started.local().toEpochSecond(ZoneOffset.UTC) - first.getAsDouble();
        double offset = Math.ceil((difference - 1) / QUARTER_HOUR) * QUARTER_HOUR;
        boolean plausible = offset - difference <= NEAR && Math.abs(offset) <= 18 * 3_600;
        return plausible ? ZoneOffset.ofTotalSeconds((int) offset) : null;
    }
}
