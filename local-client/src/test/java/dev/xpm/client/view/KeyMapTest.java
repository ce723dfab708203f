package dev.xpm.client.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KeyMapTest {
    @Test
    void a_place_goes_before_everywhere() {
        assertThat(KeyMap.action(Place.LOG, "q")).isEqualTo(Action.CLOSE_LOG);
        assertThat(KeyMap.action(Place.JOBS, "q")).isEqualTo(Action.QUIT);
        assertThat(KeyMap.action(Place.JOBS, "F12")).isNull();
    }

    @Test
    void actions_with_one_label_share_a_hint() {
        assertThat(KeyMap.hints(Place.JOBS)).contains(new KeyMap.Hint("S T D O", "sort"));
    }

    @Test
    void ids_are_unique_and_every_action_has_a_key_and_a_sentence() {
        assertThat(Arrays.stream(Action.values()).map(Action::id).collect(Collectors.toSet()))
                .hasSize(Action.values().length);
        assertThat(Action.values())
                .allMatch(action -> !action.keys().isEmpty()
                        && !action.help().isBlank()
                        && !action.label().isBlank());
    }

    @Test
    void every_action_is_reached_by_its_first_key() {
        assertThat(Action.values())
                .allMatch(action -> KeyMap.action(action.place(), action.keys().get(0)) == action);
    }
}
