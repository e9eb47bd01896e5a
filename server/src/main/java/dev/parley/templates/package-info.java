/// The account's message templates: a copy in the store, lookups in it, and checks of messages that
/// send a template.
///
/// Start at [Templates], the interface for callers, and [TemplateCache], which keeps the copy up to
/// date.
///
/// ```
/// TemplateSource (WhatsApp) ── whole lists ──▶ TemplateCache ── TemplateStore
///                                                │
///       GET /api/templates, POST /api/send ──────┘
/// ```
///
/// It depends on `chat`, `json`, `outgoing` and `text`.
@NullMarked
package dev.parley.templates;

import org.jspecify.annotations.NullMarked;
