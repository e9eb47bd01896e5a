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

/// What a person is to the business, and so may do. Each role may do what those after it may.
public enum Role {
  /// May do everything.
  OWNER,
  /// Looks after the installation and everybody in it but owners.
  ADMIN,
  /// Answers customers.
  AGENT,
  /// Reads along.
  VIEWER;

  /// What the role may do.
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

  /// The role that is called so; empty for any other word.
  public static Optional<Role> of(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }
}
