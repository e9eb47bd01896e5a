package dev.parley.access;

import static dev.parley.access.Permission.ACCOUNT;
import static dev.parley.access.Permission.EDIT_CONTACTS;
import static dev.parley.access.Permission.OWN;
import static dev.parley.access.Permission.READ;
import static dev.parley.access.Permission.SEND;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The role of a person in the business, which decides what they may do. Each role has all
/// permissions of the roles after it.
public enum Role {
  /// May do everything.
  OWNER,
  /// Manages the installation and all users except owners.
  ADMIN,
  /// Answers customers.
  AGENT,
  /// Only reads.
  VIEWER;

  /// The permissions of the role.
  public Set<Permission> permissions() {
    return switch (this) {
      case OWNER -> EnumSet.allOf(Permission.class);
      case ADMIN -> EnumSet.complementOf(EnumSet.of(OWN));
      case AGENT -> EnumSet.of(READ, SEND, EDIT_CONTACTS, ACCOUNT);
      case VIEWER -> EnumSet.of(READ, ACCOUNT);
    };
  }

  /// The word that people see, for example `agent`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The role with this word; empty for any other word.
  public static Optional<Role> of(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }
}
