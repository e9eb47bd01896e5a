/// The JSON that clients see, in REST and realtime: each shape has a class, which writes directly
/// to a Jackson generator. Start with [dev.parley.api.MessageJson]; [dev.parley.api.Json] has the
/// shared factory.
@NullMarked
package dev.parley.api;

import org.jspecify.annotations.NullMarked;
