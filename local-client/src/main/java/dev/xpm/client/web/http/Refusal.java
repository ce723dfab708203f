package dev.xpm.client.web.http;

/** A request that is not answered as asked: a status, and a sentence of ours for the reader. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    public Refusal(int status, String sentence) {
        super(sentence, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }

    public static Refusal notFound(String what) {
        return new Refusal(404, what);
    }
}
