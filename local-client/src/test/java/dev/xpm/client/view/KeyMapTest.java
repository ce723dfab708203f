package dev.xpm.client.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KeyMapTest {
    @Test
    void aPlaceGoesBeforeEverywhere() {
        assertThat(KeyMap.action(Place.LOG, "q")).isEqualTo(Action.CLOSE_LOG);
        assertThat(KeyMap.action(Place.JOBS, "q")).isEqualTo(Action.QUIT);
        assertThat(KeyMap.action(Place.JOBS, "F12")).isNull();
    }

    @Test
    void actionsWithOneLabelShareAHint() {
        assertThat(KeyMap.hints(Place.JOBS)).contains(new KeyMap.Hint("S T D O", "sort"));
    }

    @Test
    void idsAreUniqueAndEveryActionHasAKeyAndASentence() {
        assertThat(Arrays.stream(Action.values()).map(Action::id).collect(Collectors.toSet()))
                .hasSize(Action.values().length);
        assertThat(Action.values())
                .allMatch(action -> !action.keys().isEmpty()
                        && !action.help().isBlank()
                        && !action.label().isBlank());
    }

    @Test
    void everyActionIsReachedByItsFirstKey() {
        assertThat(Action.values())
                .allMatch(action -> KeyMap.action(action.place(), action.keys().get(0)) == action);
    }
}
