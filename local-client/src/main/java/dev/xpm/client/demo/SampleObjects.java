package dev.xpm.client.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Jobs as serialized configuration objects. Source: workspace-format.md 2.3 and 2.6. */
final class SampleObjects {
    private SampleObjects() {}

    static Map<String, Object> of(SampleJob job) {
        String module = job.task().substring(0, job.task().lastIndexOf('.'));
        String type =
                Character.toUpperCase(job.script().charAt(0)) + job.script().substring(1);
        var fields = new LinkedHashMap<>(job.parameters());
        fields.put("inputs", references(job.needs()));
        var object = new LinkedHashMap<String, Object>();
        object.put("id", number(job));
        object.put("module", module);
        object.put("type", type);
        object.put("typename", module + "." + type);
        object.put("identifier", job.id());
        object.put("fields", fields);
        return object;
    }

    private static List<Map<String, Object>> references(List<SampleJob> jobs) {
        return jobs.stream()
                .map(job -> {
                    var reference = new LinkedHashMap<String, Object>();
                    reference.put("type", "python");
                    reference.put("value", number(job));
                    return (Map<String, Object>) reference;
                })
                .toList();
    }

    /** The original uses addresses in memory: large, and unique within a file. */
    private static long number(SampleJob job) {
        return 0x7f00_0000_0000L + Long.parseLong(job.id().substring(0, 9), 16);
    }
}
