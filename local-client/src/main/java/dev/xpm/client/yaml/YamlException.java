package dev.xpm.client.yaml;

/** The text is not YAML, or uses a part of it that is refused here. */
public final class YamlException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Position at;

    YamlException(Position at, String sentence) {
        super(sentence);
        this.at = at;
    }

    public Position at() {
        return at;
    }
}
