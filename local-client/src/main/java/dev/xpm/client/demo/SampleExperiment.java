package dev.xpm.client.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The experiments of the sample: jobs in submission order. */
record SampleExperiment(String id, List<SampleJob> jobs) {
    private static final List<Double> RATES = List.of(0.1, 0.01, 0.001);

    SampleExperiment {
        jobs = List.copyOf(jobs);
    }

    /**
     * 24 jobs: two corpora, twelve models over model, learning rate and seed, nine evaluations, a report. The largest
     * rate is too much for the larger model: one training fails, and with it the evaluation that needs it.
     */
    static SampleExperiment sweep(int round) {
        var jobs = new ArrayList<SampleJob>();
        SampleJob corpus = prepare("news", round, 14);
        SampleJob queries = prepare("queries", round, 9);
        jobs.add(corpus);
        jobs.add(queries);
        var evaluations = new ArrayList<SampleJob>();
        int number = 0;
        for (String model : List.of("small", "base")) {
            for (double rate : RATES) {
                for (int seed = 2 * round + 1; seed <= 2 * round + 2; seed++) {
                    boolean large = model.equals("base");
                    boolean firstSeed = seed % 2 == 1;
                    boolean fails = large && rate > 0.05 && firstSeed;
                    SampleJob training = train(model, rate, seed, corpus, 34 + 7 * (number++ % 5), fails);
                    jobs.add(training);
                    if (!large || firstSeed) {
                        evaluations.add(evaluate(training, queries, 9 + number % 4));
                    }
                }
            }
        }
        jobs.addAll(evaluations);
        jobs.add(report(evaluations.subList(0, 6)));
        return new SampleExperiment("reader-sweep", jobs);
    }

    /** A few jobs that all went well. */
    static SampleExperiment baseline() {
        SampleJob corpus = prepare("news", -1, 120);
        SampleJob queries = prepare("queries", -1, 60);
        SampleJob training = train("bm25", 0.0, 0, corpus, 900, false);
        SampleJob evaluation = evaluate(training, queries, 75);
        return new SampleExperiment(
                "baseline", List.of(corpus, queries, training, evaluation, report(List.of(evaluation))));
    }

    /** Some models without one part each, one of which failed. */
    static SampleExperiment ablation() {
        SampleJob corpus = prepare("news", -2, 180);
        SampleJob queries = prepare("queries", -2, 90);
        var jobs = new ArrayList<>(List.of(corpus, queries));
        for (String part : List.of("dropout", "warmup", "layernorm", "weight-decay")) {
            boolean fails = part.equals("layernorm");
            SampleJob training = train("base-no-" + part, 0.001, 1, corpus, 1_500, fails);
            jobs.add(training);
            if (!fails) {
                jobs.add(evaluate(training, queries, 120));
            }
        }
        return new SampleExperiment("ablation", jobs);
    }

    private static SampleJob prepare(String dataset, int round, int seconds) {
        return new SampleJob(
                "reader.data.prepare",
                SampleJob.Kind.PREPARE,
                Map.of("dataset", dataset, "release", "r" + (round + 10)),
                Map.of("dataset", dataset),
                List.of(),
                Duration.ofSeconds(seconds),
                false);
    }

    private static SampleJob train(String model, double rate, int seed, SampleJob corpus, int seconds, boolean fails) {
        var parameters = new LinkedHashMap<String, Object>();
        parameters.put("model", model);
        parameters.put("lr", rate);
        parameters.put("seed", seed);
        var tags = new LinkedHashMap<>(parameters);
        parameters.put("epochs", 12);
        parameters.put("batch_size", 64);
        return new SampleJob(
                "reader.learn.train",
                SampleJob.Kind.TRAIN,
                parameters,
                tags,
                List.of(corpus),
                Duration.ofSeconds(seconds),
                fails);
    }

    private static SampleJob evaluate(SampleJob training, SampleJob queries, int seconds) {
        return new SampleJob(
                "reader.score.evaluate",
                SampleJob.Kind.EVALUATE,
                Map.of("measure", "mrr"),
                training.tags(),
                List.of(training, queries),
                Duration.ofSeconds(seconds),
                false);
    }

    private static SampleJob report(List<SampleJob> evaluations) {
        return new SampleJob(
                "reader.report",
                SampleJob.Kind.REPORT,
                Map.of("format", "markdown"),
                Map.of(),
                evaluations,
                Duration.ofSeconds(6),
                false);
    }
}
