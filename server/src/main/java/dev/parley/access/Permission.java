package dev.parley.access;

import java.util.Locale;

/// A permission of a caller. Every row of the table of routes, and of the table of events that
/// clients send, names the permission that it needs.
public enum Permission {
  /// Nothing: health checks, documentation, and `/webhook`, where a signature is the proof.
  OPEN,
  /// Reading chats, messages and contacts, and receiving events.
  READ,
  /// Taking part in chats: sending, marking as read, typing.
  SEND,
  /// Making and changing contacts.
  EDIT_CONTACTS,
  /// Posting webhook bodies without a signature.
  WEBHOOK,
  /// Reading `/metrics`.
  METRICS,
  /// Managing one's own profile, sign-ins and API keys. Only people have this permission, programs
  /// do not.
  ACCOUNT,
  /// Managing the installation: the doctor, fetching templates, users, everybody's API keys.
  MANAGE,
  /// Making and changing owners.
  OWN;

  /// The word that people see, for example `edit_contacts`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
