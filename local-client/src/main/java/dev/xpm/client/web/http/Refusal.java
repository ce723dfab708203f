package dev.xpm.client.web;

/** A request that is not answered as asked: a status, and a sentence of ours for the reader. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refusal(int status, String sentence) {
        super(sentence, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }

    static Refusal notFound(String what) {
        return new Refusal(404, what);
    }
}
