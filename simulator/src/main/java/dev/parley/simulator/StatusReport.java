package dev.parley.simulator;

/// A status of an accepted message.
///
/// @param wamid WhatsApp's id of the message
/// @param status `sent`, `delivered`, `read`, `played` or `failed`
/// @param acknowledged whether a webhook with it was answered 200
public record StatusReport(String wamid, String status, boolean acknowledged) {}
