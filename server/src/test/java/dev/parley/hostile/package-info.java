/// What strangers may send: everything wrong with bytes, JSON, HTTP and time, through the front
/// door of the real product.
///
/// [FrontDoor] starts it and holds, whatever a test did, what must hold in the end: it answers, its
/// store fits together, and the log has no word of a customer's. [Wire] speaks to it byte by byte,
/// [Answer] knows which answers are ours, [Crowd] asks many things at once, [Damage] makes broken
/// bodies of whole ones.
@NullMarked
package dev.parley.hostile;

import org.jspecify.annotations.NullMarked;
