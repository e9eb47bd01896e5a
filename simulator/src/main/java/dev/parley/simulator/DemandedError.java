package dev.parley.simulator;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An error with which every message fails from now on, because a test or a user asked for it.
///
/// @param code for example 131026; 0 to 9,999,999
/// @param title Meta's title
/// @param later whether the message is accepted, and fails with it in a status afterwards
record DemandedError(int code, String title, boolean later) {
  private static final int MOST = 9_999_999;

  /// The titles of codes that the simulator uses only on demand. Source: "Support > Error codes";
  /// for codes that are missing there, SDKs.
  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(0, "AuthException"),
          Map.entry(2, "API Service"),
          Map.entry(3, "API Method"),
          Map.entry(33, "Parameter value is not valid"),
          Map.entry(130472, "User's number is part of an experiment"),
          Map.entry(130497, "Business account is restricted from messaging users in this country."),
          Map.entry(131005, "Access denied"),
          Map.entry(131044, "Business eligibility payment issue"),
          Map.entry(131045, "Incorrect certificate"),
          Map.entry(131050, "Recipient has opted out of marketing messages"),
          Map.entry(131052, "Media download error"),
          Map.entry(131055, "Method not allowed"),
          Map.entry(131063, "Marketing messages disabled on Cloud API"),
          Map.entry(131064, "Template classification limit reached"),
          Map.entry(131208, "Group rate limit hit"),
          Map.entry(132005, "Template Hydrated Text Too Long"),
          Map.entry(132007, "Template Format Character Policy Violated"),
          Map.entry(132008, "Template Parameter Value Invalid"),
          Map.entry(132018, "Template Parameter Mismatch"),
          Map.entry(132068, "Flow is blocked"),
          Map.entry(132069, "Flow is throttled"),
          Map.entry(133000, "Incomplete Deregistration"),
          Map.entry(133004, "Server Temporarily Unavailable"),
          Map.entry(133005, "Two step verification PIN Mismatch"),
          Map.entry(133006, "Phone number re-verification needed"),
          Map.entry(133008, "Too Many two step verification PIN Guesses"),
          Map.entry(133009, "Two step verification PIN Guessed Too Fast"),
          Map.entry(
              133015, "Please wait a few minutes before attempting to register this phone number."),
          Map.entry(133016, "Account register deregister rate limit exceeded"),
          Map.entry(134011, "WhatsApp payments terms of service not accepted"),
          Map.entry(134100, "Only marketing messages supported"),
          Map.entry(134101, "Template is syncing"),
          Map.entry(134102, "Template is unavailable for use"),
          Map.entry(135000, "Generic user error"),
          Map.entry(136024, "Verification code could not be requested"),
          Map.entry(137000, "Identity key hash mismatch"),
          Map.entry(2494100, "Phone number in maintenance mode"));

  private static final Set<Integer> FAULTS_OF_METAS = Set.of(2, 133004, 2494100);
  private static final Set<Integer> ACCESS = Set.of(3, 131005);

  /// Checks the code.
  ///
  /// @throws IllegalArgumentException if the code is outside of 0 to 9,999,999
  static DemandedError of(int code, boolean later) {
    if (code < 0 || code > MOST) {
      throw new IllegalArgumentException("a code is 0 to " + MOST);
    }
    GraphCode known = known(code);
    String other = isPermission(code) ? "API Permission" : "Unknown error";
    String title = known == null ? TITLES.getOrDefault(code, other) : known.title();
    return new DemandedError(code, title, later);
  }

  private static @Nullable GraphCode known(int code) {
    for (GraphCode one : GraphCode.values()) {
      if (one.number() == code) {
        return one;
      }
    }
    return null;
  }

  private static boolean isPermission(int code) {
    return code >= 200 && code <= 299;
  }

  /// The HTTP status of an answer with the error.
  int status() {
    GraphCode known = known(code);
    if (known != null) {
      return known.status();
    }
    if (FAULTS_OF_METAS.contains(code)) {
      return 500;
    }
    return code == 0 ? 401 : ACCESS.contains(code) || isPermission(code) ? 403 : 400;
  }

  /// Whether Meta says that trying again may help.
  boolean passes() {
    GraphCode known = known(code);
    return known == null ? FAULTS_OF_METAS.contains(code) : known.passes();
  }
}
