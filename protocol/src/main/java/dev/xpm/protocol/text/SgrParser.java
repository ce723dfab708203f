package dev.xpm.protocol.text;

import org.jspecify.annotations.Nullable;

/** Reads the parameters of {@code CSI … m}: the sequences that set colours and other looks. */
final class SgrParser {
    private final String[] codes;
    private int at;
    private @Nullable LogColor foreground;
    private @Nullable LogColor background;
    private boolean bold;
    private boolean dim;
    private boolean italic;
    private boolean underline;
    private boolean reverse;

    private SgrParser(String parameters, LogStyle before) {
        this.codes = parameters.split("[;:]", -1);
        this.foreground = before.foreground();
        this.background = before.background();
        this.bold = before.bold();
        this.dim = before.dim();
        this.italic = before.italic();
        this.underline = before.underline();
        this.reverse = before.reverse();
    }

    /** The style after the sequence; codes that mean nothing to us are passed over. */
    static LogStyle apply(String parameters, LogStyle before) {
        var parser = new SgrParser(parameters, before);
        while (parser.at < parser.codes.length) {
            parser.take(parser.next());
        }
        return new LogStyle(
                parser.foreground,
                parser.background,
                parser.bold,
                parser.dim,
                parser.italic,
                parser.underline,
                parser.reverse);
    }

    private void take(int code) {
        switch (code) {
            case 0 -> reset();
            case 1 -> bold = true;
            case 2 -> dim = true;
            case 3 -> italic = true;
            case 4 -> underline = true;
            case 7 -> reverse = true;
            case 22 -> {
                bold = false;
                dim = false;
            }
            case 23 -> italic = false;
            case 24 -> underline = false;
            case 27 -> reverse = false;
            case 38 -> foreground = extended(foreground);
            case 39 -> foreground = null;
            case 48 -> background = extended(background);
            case 49 -> background = null;
            default -> takeColor(code);
        }
    }

    private void takeColor(int code) {
        if (code >= 30 && code <= 37) {
            foreground = new LogColor.Palette(code - 30);
        } else if (code >= 40 && code <= 47) {
            background = new LogColor.Palette(code - 40);
        } else if (code >= 90 && code <= 97) {
            foreground = new LogColor.Palette(code - 90 + 8);
        } else if (code >= 100 && code <= 107) {
            background = new LogColor.Palette(code - 100 + 8);
        }
    }

    private @Nullable LogColor extended(@Nullable LogColor before) {
        int kind = next();
        if (kind == 5) {
            int index = next();
            return index >= 0 && index <= 255 ? new LogColor.Palette(index) : before;
        }
        if (kind == 2) {
            int red = next();
            int green = next();
            int blue = next();
            boolean valid = red >= 0 && green >= 0 && blue >= 0 && red <= 255 && green <= 255 && blue <= 255;
            return valid ? new LogColor.Rgb(red, green, blue) : before;
        }
        return before;
    }

    private void reset() {
        foreground = null;
        background = null;
        bold = false;
        dim = false;
        italic = false;
        underline = false;
        reverse = false;
    }

    /** The next code; nothing stands for 0, and -1 for what is no number or was left out. */
    private int next() {
        if (at >= codes.length) {
            return -1;
        }
        String code = codes[at++];
        if (code.isEmpty()) {
            return 0;
        }
        if (code.length() > 3) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < code.length(); i++) {
            char digit = code.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            value = value * 10 + digit - '0';
        }
        return value;
    }
}
