/// Meta's Cloud API as seen from a client: sending through it. What it answers becomes an
/// [dev.parley.outbox.Outcome].
@NullMarked
package dev.parley.whatsapp.cloud;

import org.jspecify.annotations.NullMarked;
