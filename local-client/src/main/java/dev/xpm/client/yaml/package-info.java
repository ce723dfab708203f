/** YAML as the settings use it: a tree of texts with positions, and nothing that could act. Source: assurance.md 2.3. */
@NullMarked
package dev.xpm.client.yaml;

import org.jspecify.annotations.NullMarked;
