package dev.parley.hooks;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One try to deliver something, in a hook's log. It names no chat and no message.
///
/// @param delivery the `webhook-id`
/// @param event the word of the event
/// @param number 1 for the first try
/// @param status the receiver's HTTP status; 0 when it gave none
/// @param problem a sentence for people; null when it was delivered
/// @param took from connecting to the answer
/// @param next when it is tried again; null when it is not
public record Attempt(
    String delivery,
    String event,
    Instant at,
    int number,
    int status,
    @Nullable String problem,
    Duration took,
    @Nullable Instant next) {}
