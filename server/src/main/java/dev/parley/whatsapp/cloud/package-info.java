/// Meta's Cloud API as seen from a client: sending messages. Its answers become
/// [dev.parley.outbox.Outcome]s.
@NullMarked
package dev.parley.whatsapp.cloud;

import org.jspecify.annotations.NullMarked;
