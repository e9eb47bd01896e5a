package dev.parley.templates;

import dev.parley.chat.Refusal;
import dev.parley.outgoing.TemplateBook;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The known templates of the account. Safe for use by many threads; every method but [#changed]
/// may block.
public interface Templates extends TemplateBook {
  /// The matching templates, by name and language.
  ///
  /// @param status only templates with this status, in any letter case; null: templates with any
  ///   status
  /// @param text only templates whose name or body contains this text, in any letter case; null:
  ///   all
  /// @throws Refusal `store_unavailable`
  List<Template> find(@Nullable String status, @Nullable String text);

  /// Fetches all templates now; simultaneous callers share one fetch.
  ///
  /// @throws Refusal `conflict` if a setting is missing, `whatsapp_unavailable` if WhatsApp does
  ///   not return them
  Refreshed refresh();

  /// Called when a template has changed at WhatsApp: the templates are fetched soon, once for
  /// several changes. Never blocks.
  void changed();
}
