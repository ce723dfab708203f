package dev.xpm.protocol.text;

/** A colour that a log line asks for. */
public sealed interface LogColor {
    /** 0 to 7 are the plain colours, 8 to 15 the bright ones, up to 255 the cube and the greys of xterm. */
    record Palette(int index) implements LogColor {
        public Palette {
            if (index < 0 || index > 255) {
                throw new IllegalArgumentException("no such colour");
            }
        }
    }

    /** 0 to 255 each. */
    record Rgb(int red, int green, int blue) implements LogColor {
        public Rgb {
            if (((red | green | blue) & ~0xFF) != 0) {
                throw new IllegalArgumentException("no such colour");
            }
        }
    }
}
