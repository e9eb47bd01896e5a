package dev.parley.chat;

import org.jspecify.annotations.Nullable;

/// The result of one step that marks silent contacts as offline.
///
/// @param contacts the number of contacts that went offline
/// @param rest the address after which the next step continues; null: there are no more
public record GonePart(int contacts, @Nullable WaId rest) {}
