package dev.parley.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// A user of WhatsApp.
///
/// @param key the simulator's key: the number, or the user id if there is no number
/// @param waId the number in digits as WhatsApp writes it; null if it is unknown
/// @param userId the business-scoped user id, for example `US.20481632649612825501`
/// @param name the name of their profile
/// @param username the username with `@`; null if they have none
/// @param hidden whether webhooks omit the number
record Customer(
    String key,
    @Nullable String waId,
    String userId,
    String name,
    @Nullable String username,
    boolean hidden) {

  /// The number; null if webhooks do not show it.
  @Nullable String shown() {
    return hidden ? null : waId;
  }

  /// The element of `contacts[]` for an incoming message.
  ObjectNode contact() {
    ObjectNode contact = MetaJson.object();
    ObjectNode profile = contact.putObject("profile").put("name", name);
    if (username != null) {
      profile.put("username", username);
    }
    return ids(contact);
  }

  /// The element of `contacts[]` for a status, which has no name.
  ///
  /// @param withUsername true only for `delivered` and `read`
  ObjectNode statusContact(boolean withUsername) {
    ObjectNode contact = MetaJson.object();
    if (withUsername && username != null) {
      contact.putObject("profile").put("username", username);
    }
    return ids(contact);
  }

  private ObjectNode ids(ObjectNode contact) {
    if (shown() != null) {
      contact.put("wa_id", shown());
    }
    return contact.put("user_id", userId);
  }
}
