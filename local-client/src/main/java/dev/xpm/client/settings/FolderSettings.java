package dev.xpm.client.settings;

/**
 * A folder that mirrors the {@code jobs/} of a workspace.
 *
 * @param mode one word: use, backup or move
 */
public record FolderSettings(String path, String mode) {}
