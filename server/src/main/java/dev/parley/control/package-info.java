/// The connection from a command to the Parley server on the same data folder: a Unix domain socket
/// in that folder. Start at [Operations], the operations that commands can request; [ControlServer]
/// answers, [ControlClient] sends requests.
///
/// A request and its answer are one line of JSON each, for example `{"do":"replay","number":7}` and
/// `{"messages":1,"statuses":0,"duplicates":0,"ignored":0,"unprocessed":0}`, or
/// `{"error":"...","code":"invalid_request","details":[]}`. Both sides come from the same
/// installation, so the format may change with any version.
@NullMarked
package dev.parley.control;

import org.jspecify.annotations.NullMarked;
