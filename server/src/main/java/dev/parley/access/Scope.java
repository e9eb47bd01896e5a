package dev.parley.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The purposes of an API key.
public enum Scope {
  /// Reading chats, messages and contacts, and receiving events.
  READ,
  /// Sending, marking as read, typing, and editing contacts.
  SEND,
  /// Managing the installation.
  MANAGE,
  /// Posting webhook bodies without a signature.
  WEBHOOK,
  /// Reading `/metrics`.
  METRICS,
  /// Being a part of a base address, `https://host/k/<key>`: anybody who sees the address has the
  /// key.
  URL;

  /// The permissions of a key with this scope.
  public Set<Permission> permissions() {
    return switch (this) {
      case READ -> Set.of(Permission.READ);
      case SEND -> Set.of(Permission.SEND, Permission.EDIT_CONTACTS);
      case MANAGE -> Set.of(Permission.MANAGE);
      case WEBHOOK -> Set.of(Permission.WEBHOOK);
      case METRICS -> Set.of(Permission.METRICS);
      case URL -> Set.of();
    };
  }

  /// The word that people see, for example `read`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The scope with this word; empty for any other word.
  public static Optional<Scope> of(String word) {
    return Arrays.stream(values()).filter(scope -> scope.word().equals(word)).findFirst();
  }
}
