/// Messages other than plain texts, which are checked against WhatsApp's limits before anything is
/// stored. Start at [CloudMessage], which reads a message in the shape of WhatsApp's Cloud API;
/// [FlatContent] converts the field `content` of a request into that shape.
///
/// ```
/// content ── FlatContent ──▶ Meta's shape ── CloudMessage ──▶ chat.Outgoing: body and payload
///                                                  └──▶ chat.OutgoingReaction: message and emoji
/// ```
///
/// Only known fields are sent. The package uses only `chat`, `json` and `text`. Everything in it is
/// free of side effects, and safe for use by many threads.
@NullMarked
package dev.parley.outgoing;

import org.jspecify.annotations.NullMarked;
