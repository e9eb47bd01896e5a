/// The JSON that clients see, by REST and in realtime alike: a class a shape, each written straight
/// to a Jackson generator. Start with [dev.parley.api.MessageJson]; [dev.parley.api.Json] holds the
/// factory that everything uses.
@NullMarked
package dev.parley.api;

import org.jspecify.annotations.NullMarked;
