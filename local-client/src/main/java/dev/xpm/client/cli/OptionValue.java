package dev.xpm.client.cli;

import dev.xpm.client.json.EventFormat;
import dev.xpm.client.settings.Ports;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the value of an option, and says in the words of interfaces.md 1.8 why it cannot be. */
abstract class OptionValue<T> implements ITypeConverter<T> {
    /** The sentence for a value that {@link #convert} refused. */
    abstract String complaint(String option, String value);

    static TypeConversionException refused(String value) {
        return new TypeConversionException("not accepted: " + value);
    }

    static final class Port extends OptionValue<Integer> {
        @Override
        public Integer convert(String value) {
            Integer port = Ports.parse(value);
            if (port == null) {
                throw refused(value);
            }
            return port;
        }

        @Override
        String complaint(String option, String value) {
            return option + ": \"" + value + "\" is not a number 0-65535";
        }
    }

    /** A time span in seconds, with decimals if wanted. */
    static final class Seconds extends OptionValue<Duration> {
        /** A day: longer waits are typing errors. */
        private static final double LONGEST = 86_400;

        @Override
        public Duration convert(String value) {
            if (!value.matches("[0-9]{1,5}(\\.[0-9]{1,3})?")) {
                throw refused(value);
            }
            double seconds = Double.parseDouble(value);
            if (seconds <= 0 || seconds > LONGEST) {
                throw refused(value);
            }
            return Duration.ofMillis(Math.round(seconds * 1_000));
        }

        @Override
        String complaint(String option, String value) {
            return option + ": \"" + value + "\" is not a number of seconds above 0";
        }
    }

    /** One of a few words. */
    abstract static class Choice<T> extends OptionValue<T> {
        abstract List<String> words();

        @Override
        String complaint(String option, String value) {
            List<String> words = words();
            int last = words.size() - 1;
            return option + " must be " + String.join(", ", words.subList(0, last)) + " or " + words.get(last)
                    + ", not \"" + value + "\"";
        }

        String checked(String value) {
            if (!words().contains(value)) {
                throw refused(value);
            }
            return value;
        }
    }

    static final class Format extends Choice<EventFormat> {
        @Override
        List<String> words() {
            return List.of("text", "json");
        }

        @Override
        public EventFormat convert(String value) {
            return EventFormat.valueOf(checked(value).toUpperCase(Locale.ROOT));
        }
    }

    static final class Color extends Choice<ColorChoice> {
        @Override
        List<String> words() {
            return Arrays.stream(ColorChoice.values())
                    .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                    .toList();
        }

        @Override
        public ColorChoice convert(String value) {
            return ColorChoice.valueOf(checked(value).toUpperCase(Locale.ROOT));
        }
    }

    static final class Watcher extends Choice<String> {
        @Override
        List<String> words() {
            return List.of("auto", "polling", "inotify", "fsevents", "kqueue", "windows");
        }

        @Override
        public String convert(String value) {
            return checked(value);
        }
    }
}
