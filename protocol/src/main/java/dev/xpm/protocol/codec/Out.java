package dev.xpm.protocol.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.xpm.protocol.text.UntrustedText;
import dev.xpm.protocol.workspace.LocalStamp;
import java.io.IOException;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** The two ways to write a field that may be missing: as null, or not at all. */
final class Out {
    private Out() {}

    static void orNull(JsonGenerator out, String name, @Nullable UntrustedText value) throws IOException {
        out.writeFieldName(name);
        if (value == null) {
            out.writeNull();
        } else {
            out.writeString(value.raw());
        }
    }

    static void orNull(JsonGenerator out, String name, @Nullable LocalStamp value) throws IOException {
        out.writeStringField(name, value == null ? null : local(value));
    }

    static void orNull(JsonGenerator out, String name, @Nullable Integer value) throws IOException {
        out.writeFieldName(name);
        if (value == null) {
            out.writeNull();
        } else {
            out.writeNumber(value);
        }
    }

    static void orNull(JsonGenerator out, String name, @Nullable Double value) throws IOException {
        out.writeFieldName(name);
        if (value == null) {
            out.writeNull();
        } else {
            decimal(out, value);
        }
    }

    /** Without an exponent for what is not very small: times are read by people too. */
    static void decimal(JsonGenerator out, double value) throws IOException {
        String text = Double.toString(value);
        int exponent = text.indexOf('E');
        int places = exponent < 0 ? 0 : Integer.parseInt(text, exponent + 1, text.length(), 10);
        if (places < 1 || places > 15) {
            out.writeNumber(value);
            return;
        }
        int point = text.indexOf('.');
        String digits = text.substring(point + 1, exponent);
        String whole = digits.length() < places ? digits + "0".repeat(places - digits.length()) : digits;
        String fraction = whole.substring(places);
        out.writeNumber(
                text.substring(0, point) + whole.substring(0, places) + '.' + (fraction.isEmpty() ? "0" : fraction));
    }

    static void ifSet(JsonGenerator out, String name, @Nullable UntrustedText value) throws IOException {
        if (value != null) {
            out.writeStringField(name, value.raw());
        }
    }

    static void ifSet(JsonGenerator out, String name, @Nullable LocalStamp value) throws IOException {
        if (value != null) {
            out.writeStringField(name, local(value));
        }
    }

    static void ifSet(JsonGenerator out, String name, @Nullable Integer value) throws IOException {
        if (value != null) {
            out.writeNumberField(name, value);
        }
    }

    static void text(JsonGenerator out, String name, UntrustedText value) throws IOException {
        out.writeStringField(name, value.raw());
    }

    /**
     * Without a zone, which files may hold though no driver writes one: a client of the original compares the times of
     * jobs, and cannot compare those with a zone to those without. Source: protocol.md 6.1, A10.
     */
    static String local(LocalStamp stamp) {
        ZoneId here = ZoneId.systemDefault();
        return stamp.offset() == null
                ? stamp.iso()
                : LocalStamp.of(stamp.toInstant(here), here).iso();
    }
}
