package dev.xpm.protocol.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class SmallMapProperties {
    @Property
    void itIsTheMapThatItWasMadeOf(@ForAll @Size(max = 16) List<String> keys) {
        var map = new LinkedHashMap<String, Integer>();
        keys.forEach(key -> map.put(key, map.size()));
        Map<String, Integer> small = SmallMap.copyOf(map);
        assertThat(small).isEqualTo(map).hasSameHashCodeAs(map).hasSameSizeAs(map);
        assertThat(map).isEqualTo(small);
        assertThat(small.keySet()).containsExactlyElementsOf(map.keySet());
        assertThat(small.values()).containsExactlyElementsOf(map.values());
        map.forEach((key, value) -> assertThat(small.get(key)).isEqualTo(value));
        assertThat(small.get("no such key, which is longer than most")).isNull();
        assertThat(SmallMap.copyOf(small)).isEqualTo(small);
        map.put("one more that was not there", 1);
        assertThat(small).isNotEqualTo(map);
        assertThatThrownBy(() -> small.put("a", 1)).isInstanceOf(UnsupportedOperationException.class);
    }
}
