package dev.parley.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// Somebody who uses WhatsApp.
///
/// @param key the simulator's key: the number, or the user id if there is no number
/// @param waId the number in digits as WhatsApp writes it; null if it is unknown
/// @param userId the business-scoped user id, for example `US.20481632649612825501`
/// @param name as they call themselves
/// @param username with `@`; null if they have none
/// @param hidden whether webhooks leave the number out
record Customer(
    String key,
    @Nullable String waId,
    String userId,
    String name,
    @Nullable String username,
    boolean hidden) {

  /// The number, where webhooks show it.
  @Nullable String shown() {
    return hidden ? null : waId;
  }

  /// An element of `contacts[]` with an incoming message.
  ObjectNode contact() {
    ObjectNode contact = MetaJson.object();
    ObjectNode profile = contact.putObject("profile").put("name", name);
    if (username != null) {
      profile.put("username", username);
    }
    return ids(contact);
  }

  /// An element of `contacts[]` with a status: without a name.
  ///
  /// @param withUsername only on `delivered` and `read`
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
