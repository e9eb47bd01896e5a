package dev.parley.hooks;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One attempt to deliver an event, in a hook's log. It names no chat and no message.
///
/// @param delivery the `webhook-id` of the event
/// @param event the word of the event
/// @param number 1 for the first attempt
/// @param status the receiver's HTTP status; 0 if there was no answer
/// @param problem a sentence for people; null if the event was delivered
/// @param took the time from connecting to the answer
/// @param next the time of the next attempt; null if there is none
public record Attempt(
    String delivery,
    String event,
    Instant at,
    int number,
    int status,
    @Nullable String problem,
    Duration took,
    @Nullable Instant next) {}
