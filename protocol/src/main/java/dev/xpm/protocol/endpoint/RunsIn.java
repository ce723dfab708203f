package dev.xpm.protocol.endpoint;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The lane of a method; without it, that of queries. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface RunsIn {
    Lane value();
}
