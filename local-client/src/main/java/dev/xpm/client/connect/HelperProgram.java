package dev.xpm.client.connect;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How another program starts a small one of ours, which uses nothing but the JDK and must be there at once. */
public final class HelperProgram {
    private static final List<String> FLAGS =
            List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m", "-XX:-UsePerfData");

    private HelperProgram() {}

    /** The words that start the class, for its arguments to follow. */
    public static List<String> words(Class<?> main) throws IOException {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(FLAGS);
        try {
            Path ours = Path.of(
                    main.getProtectionDomain().getCodeSource().getLocation().toURI());
            words.addAll(List.of("-cp", ours.toString(), main.getName()));
        } catch (URISyntaxException e) {
            throw new IOException("the program's own file cannot be found", e);
        }
        return words;
    }
}
