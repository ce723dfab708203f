package dev.xpm.agent;

/** The agent with a library in it that prints as soon as it has started. */
public final class ChattyAgent {
    private ChattyAgent() {}

    public static void main(String[] words) {
        var before = System.out;
        var library = new Thread(() -> {
            while (System.out == before) {
                Thread.onSpinWait();
            }
            System.out.println("a library says hello");
        });
        library.setDaemon(true);
        library.start();
        AgentMain.main(words);
    }
}
