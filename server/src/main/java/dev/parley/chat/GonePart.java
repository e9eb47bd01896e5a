package dev.parley.chat;

import org.jspecify.annotations.Nullable;

/// What one step of taking silent contacts offline did.
///
/// @param contacts the number of contacts that went offline
/// @param rest the address after which the next step continues; null: there are no more
public record GonePart(int contacts, @Nullable WaId rest) {}
