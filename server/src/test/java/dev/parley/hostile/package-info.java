/// Hostile input: everything that can be wrong with bytes, JSON, HTTP and time, sent to the real
/// product over HTTP.
///
/// [FrontDoor] starts it, and checks at the end of every test that it still answers, that its store
/// is consistent, and that the log contains no text of customers. [Wire] sends single bytes,
/// [Answer] knows the valid answers, [Crowd] sends many requests at once, [Damage] creates broken
/// bodies from valid ones.
@NullMarked
package dev.parley.hostile;

import org.jspecify.annotations.NullMarked;
