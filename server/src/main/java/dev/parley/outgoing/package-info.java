/// What can be sent besides plain texts, held against WhatsApp's limits before anything is stored.
/// Start at [CloudMessage], which takes a message in the shape of WhatsApp's Cloud API; what the
/// field `content` of a request may be is turned into that shape by [FlatContent].
///
/// ```
/// content ── FlatContent ──▶ Meta's shape ── CloudMessage ──▶ chat.Outgoing: body and payload
///                                                  └──▶ chat.OutgoingReaction: message and emoji
/// ```
///
/// Only fields that are known here are carried. It knows `chat`, `json` and `text`; everything in
/// it is pure and safe for use by many threads.
@NullMarked
package dev.parley.outgoing;

import org.jspecify.annotations.NullMarked;
