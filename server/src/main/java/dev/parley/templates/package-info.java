/// The account's message templates: a copy that is kept in the store, what is looked up in it, and
/// whether a message that sends a template fits it.
///
/// Start at [Templates], which callers see, and [TemplateCache], which keeps the copy up to date.
///
/// ```
/// TemplateSource (WhatsApp) ── whole lists ──▶ TemplateCache ── TemplateStore
///                                                │
///       GET /api/templates, POST /api/send ──────┘
/// ```
///
/// It knows `chat`, `json`, `outgoing` and `text`.
@NullMarked
package dev.parley.templates;

import org.jspecify.annotations.NullMarked;
