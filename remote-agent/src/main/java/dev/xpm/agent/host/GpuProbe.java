package dev.xpm.agent.host;

import dev.xpm.agent.process.BoundedCommand;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.HostInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the driver's own program about graphics processors, and not again before it is worth it. */
final class GpuProbe {
    /** The program may take seconds where nothing keeps the driver loaded; whoever asks more often gets what is known. */
    private static final Duration KEPT = Duration.ofSeconds(10);

    /** Where it is missing or fails, it will for a while. */
    private static final Duration MISSING = Duration.ofMinutes(10);

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MAX_OUTPUT = 1 << 16;
    private static final int FIELDS = 5;

    private final String program;
    private @Nullable List<HostInfo.Gpu> known;
    private long askAgain;
    private boolean asked;

    GpuProbe(String program) {
        this.program = program;
    }

    /** Null where there is no way to tell. */
    synchronized @Nullable List<HostInfo.Gpu> look() {
        if (!asked || System.nanoTime() - askAgain >= 0) {
            var command = List.of(
                    program,
                    "--query-gpu=index,name,utilization.gpu,memory.used,memory.total",
                    "--format=csv,noheader,nounits");
            BoundedCommand.Result result = BoundedCommand.run(command, LIMIT, MAX_OUTPUT);
            known = result.succeeded() ? parse(result.output()) : null;
            asked = true;
            askAgain = System.nanoTime() + (known == null ? MISSING : KEPT).toNanos();
        }
        return known;
    }

    /** Lines such as {@code 0, NVIDIA A100-SXM4-40GB, 37, 1024, 40960}; what a card does not tell is in brackets. */
    static List<HostInfo.Gpu> parse(String output) {
        var gpus = new ArrayList<HostInfo.Gpu>();
        for (String line : output.lines().toList()) {
            String[] fields = line.split(",", -1);
            if (fields.length >= FIELDS && fields[0].strip().matches("\\d{1,4}")) {
                Long util = number(fields[fields.length - 3]);
                gpus.add(new HostInfo.Gpu(
                        Integer.parseInt(fields[0].strip()),
                        UntrustedText.of(String.join(",", List.of(fields).subList(1, fields.length - 3))
                                .strip()),
                        util == null ? null : util.doubleValue(),
                        number(fields[fields.length - 2]),
                        number(fields[fields.length - 1])));
            }
        }
        return gpus;
    }

    private static @Nullable Long number(String field) {
        String digits = field.strip();
        return digits.matches("\\d{1,15}") ? Long.valueOf(digits) : null;
    }
}
