package dev.xpm.agent;

/** Stands for a library that prints: the JDK's logging makes one when told so, in the middle of the agent's start. */
public final class Chatterbox {
    public Chatterbox() {
        System.out.println("a library says hello");
    }
}
