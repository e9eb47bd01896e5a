package dev.parley.outgoing;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// What is known of the account's templates, for messages that send one. Safe for use by many
/// threads.
@FunctionalInterface
public interface TemplateBook {
  /// Knows no template.
  TemplateBook EMPTY = (_, _) -> null;

  /// Holds a message against the template that it names. May block for a few seconds: what is known
  /// may have to be brought up to date first.
  ///
  /// @param sent the object `template` of a message in WhatsApp's shape, within WhatsApp's limits
  /// @param complaints takes what does not fit, by the path in that object: for example
  ///   `components[0].parameters`
  /// @return the text that the customer reads; null after a complaint, and where the template is
  ///   not known well enough to say
  @Nullable String check(JsonNode sent, Complaints complaints);
}
