/// Processes the bodies of `POST /webhook`: checks them, reads them, and passes them to the chats.
///
/// Start with [WebhookInbox], which stores every body. [Signature] checks whether Meta sent it.
/// [WebhookParser] reads it, in any of four shapes. [ValueReader] reads the values of the Cloud
/// API. It uses [MessageReader] for one message, [ContentReader] for its content, [CallReader] for
/// calls, [HistoryReader] and [PhoneBookReader] for a phone that has the same number, and
/// [HandoverReader] for other responders. Reports about the account become an [AccountReport].
/// [GenericReader] reads the flat form. Parts that cannot be understood are collected in an
/// [UnreadParts]. [LooseJson] decides how lenient parsing is: a field that is missing, null or of
/// another type counts as absent.
///
/// Knows `chat`. Source: Cloud API docs, "Webhooks".
@NullMarked
package dev.parley.whatsapp.webhook;

import dev.parley.json.LooseJson;
import org.jspecify.annotations.NullMarked;
