package dev.parley.templates;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.outgoing.Complaints;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Used if the settings name no account: there are no templates, and every message is accepted.
///
/// @param missing the names of the settings that are not set
public record NoTemplates(List<String> missing) implements Templates {
  public NoTemplates {
    missing = List.copyOf(missing);
  }

  @Override
  public @Nullable String check(JsonNode sent, Complaints complaints) {
    return null;
  }

  @Override
  public List<Template> find(@Nullable String status, @Nullable String text) {
    return List.of();
  }

  @Override
  public Refreshed refresh() {
    throw new Refusal(
        ErrorCode.CONFLICT,
        "Templates cannot be fetched from WhatsApp: set " + String.join(", ", missing),
        missing.stream().map(name -> new Refusal.Problem(name, "is not set")).toList());
  }

  @Override
  public void changed() {}
}
