package dev.xpm.client.mirror;

import dev.xpm.protocol.text.UntrustedText;
import java.util.function.Function;

/** What is known of something that was asked for: not yet answered, answered, or refused. Never an empty list instead. */
public sealed interface Answer<T> {
    record Loading<T>() implements Answer<T> {}

    record Known<T>(T value) implements Answer<T> {}

    /** The peer could not or would not tell; the text says why. */
    record Failed<T>(UntrustedText reason) implements Answer<T> {}

    static <T> Answer<T> loading() {
        return new Loading<>();
    }

    static <T> Answer<T> of(T value) {
        return new Known<>(value);
    }

    static <T> Answer<T> failed(UntrustedText reason) {
        return new Failed<>(reason);
    }

    /** The same answer about a part of the value. */
    default <U> Answer<U> map(Function<T, U> part) {
        if (this instanceof Known<T> known) {
            return of(part.apply(known.value()));
        }
        return this instanceof Failed<T> failed ? failed(failed.reason()) : loading();
    }

    /** The value, or the given one while there is none. */
    default T orElse(T other) {
        return this instanceof Known<T> known ? known.value() : other;
    }

    default boolean isKnown() {
        return this instanceof Known;
    }
}
