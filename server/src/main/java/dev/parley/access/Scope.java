package dev.parley.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What an API key is for.
public enum Scope {
  /// Reading chats, messages and contacts, and hearing of changes.
  READ,
  /// Sending, marking as read, typing, and editing contacts.
  SEND,
  /// Looking after the installation.
  MANAGE,
  /// Handing in webhook bodies without a signature.
  WEBHOOK,
  /// Reading `/metrics`.
  METRICS,
  /// Being a part of a base address, `https://host/k/<key>`: whoever sees the address has the key.
  URL;

  /// What a key of this scope may do.
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

  /// The scope that is called so; empty for any other word.
  public static Optional<Scope> of(String word) {
    return Arrays.stream(values()).filter(scope -> scope.word().equals(word)).findFirst();
  }
}
