package dev.xpm.it.docs;

import dev.xpm.client.view.Action;
import dev.xpm.client.view.KeyMap;
import dev.xpm.client.view.Place;
import dev.xpm.it.Program;
import org.junit.jupiter.api.Test;

/** docs/terminal.md names every key that there is. */
class KeysIT {
    @Test
    void theDocumentNamesEveryKey() throws Exception {
        var table = new StringBuilder();
        for (Place place : Place.values()) {
            if (KeyMap.of(place).isEmpty()) {
                continue;
            }
            table.append("\n### ").append(place.title()).append("\n\n| Keys | What they do |\n|---|---|\n");
            for (Action action : KeyMap.of(place)) {
                table.append("| `%s` | %s |\n".formatted(String.join("` `", action.keys()), action.help()));
            }
        }
        new GeneratedPart(Program.root().resolve("docs/terminal.md"), "keys", KeysIT.class)
                .check(table.append('\n').toString());
    }
}
