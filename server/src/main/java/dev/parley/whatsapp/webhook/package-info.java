/// What reaches us through `POST /webhook`: checked, read, and handed to the chats.
///
/// Start with [WebhookInbox], which keeps every body one way or another. [Signature] says whether
/// Meta sent it. [WebhookParser] reads it, in any of four shapes: [ValueReader] takes what the
/// Cloud API tells about messages, with [MessageReader] for one message and [ContentReader] for
/// what it holds, [CallReader] for calls, [HistoryReader] and [PhoneBookReader] for a phone that
/// has the same number, [HandoverReader] for other responders; what is said of the account becomes
/// an [AccountReport]. [GenericReader] takes the flat form. What cannot be understood is gathered
/// in a [UnreadParts]. [LooseJson] is the one place that knows how lenient reading is: whatever is
/// missing, null or of another type is absent.
///
/// Knows `chat`. Source: Cloud API docs, "Webhooks".
@NullMarked
package dev.parley.whatsapp.webhook;

import dev.parley.json.LooseJson;
import org.jspecify.annotations.NullMarked;
