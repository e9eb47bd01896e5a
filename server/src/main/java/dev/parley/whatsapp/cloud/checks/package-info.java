/// The doctor's checks of WhatsApp's side: token, number, account, webhook and media, as the Graph
/// API reports them.
///
/// Start with [MetaChecks], which has them in order. [Questions] asks the Graph API; the facts that
/// an earlier check has found and a later one needs are in [Facts].
///
/// Source: Cloud API docs, "Business phone numbers", "Health status", "Webhooks"; Graph API docs,
/// "debug_token", "Subscriptions".
@NullMarked
package dev.parley.whatsapp.cloud.checks;

import org.jspecify.annotations.NullMarked;
