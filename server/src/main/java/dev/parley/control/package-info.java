/// The way from a command to the Parley that runs on the same data folder: a Unix domain socket in
/// that folder. Start at [Operations], what can be asked for; [ControlServer] answers,
/// [ControlClient] asks.
///
/// A request and its answer are one line of JSON each, for example `{"do":"replay","number":7}` and
/// `{"messages":1,"statuses":0,"duplicates":0,"ignored":0,"unprocessed":0}`, or
/// `{"error":"...","code":"invalid_request","details":[]}`. Both sides come from the same
/// installation, so the format may change with any version.
@NullMarked
package dev.parley.control;

import org.jspecify.annotations.NullMarked;
