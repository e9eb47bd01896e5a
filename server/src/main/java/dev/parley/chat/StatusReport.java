package dev.parley.chat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Somebody says that a message has come this far.
///
/// @param message the id of the message, ours or WhatsApp's
/// @param failure why, when `status` is failed
public record StatusReport(
    MessageId message, Status status, Instant at, @Nullable Failure failure) {}
