package dev.xpm.client.view;

/** The meaning of a colour. Each tone stands beside a glyph or a word that says the same without it. */
public enum Tone {
    PLAIN,
    DIM,
    STRONG,
    GOOD,
    BAD,
    CAUTION,
    ACTIVE,
    QUEUED,
    ODD
}
