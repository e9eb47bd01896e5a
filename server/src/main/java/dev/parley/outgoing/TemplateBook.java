package dev.parley.outgoing;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// The known templates of the account, for messages that send one. Safe for use by many threads.
@FunctionalInterface
public interface TemplateBook {
  /// A book without templates.
  TemplateBook EMPTY = (_, _) -> null;

  /// Checks a message against the template that it names. May block for a few seconds, because the
  /// templates may have to be fetched first.
  ///
  /// @param sent the object `template` of a message in WhatsApp's shape, within WhatsApp's limits
  /// @param complaints receives the problems, by the path in that object: for example
  ///   `components[0].parameters`
  /// @return the text that the customer reads; null after a complaint, or if too little is known of
  ///   the template
  @Nullable String check(JsonNode sent, Complaints complaints);
}
