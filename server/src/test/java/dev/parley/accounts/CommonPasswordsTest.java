package dev.parley.accounts;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Refusal;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests which passwords are allowed.
final class CommonPasswordsTest {
  private static void choose(String password) {
    Passwords.check(password, "wilhelmina@example.com", "Mina van der Berg");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "123456789qwerty",
        "PasswordStandard",
        "password123456789",
        "passwordPassword2026",
        "Qwerty-Qwerty-2026",
        "1qaz2wsx3edc4rfv",
        "sunshine sunshine",
        "football!baseball",
        "trustno1trustno1trustno1",
        "2026letmeinletmein"
      })
  void commonPasswordsAreRefused(String password) {
    Refusal refusal = assertThrows(Refusal.class, () -> choose(password));

    assertEquals("password", refusal.problems().getFirst().field());
    assertTrue(refusal.sentence().contains("many people use"), refusal.sentence());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wilhelmina rides a bicycle",
        "WILHELMINA@EXAMPLE.COM",
        "my name is Mina, hello",
        "on the berg at noon",
        "parley is my inbox"
      })
  void passwordsWithTheUsersNameAreRefused(String password) {
    Refusal refusal = assertThrows(Refusal.class, () -> choose(password));

    assertTrue(refusal.sentence().contains("must not contain"), refusal.sentence());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "four words of mine",
        "green teapots sing",
        "correct horse battery staple",
        "vandalised oak furniture",
        "dragon eats my monkey",
        "Zug um Zug nach Übersee",
        "一二三四五六七八九十十一十二十三"
      })
  void uncommonWordsAreAccepted(String password) {
    assertDoesNotThrow(() -> choose(password));
  }

  /// The time does not depend on the structure of the password.
  @Test
  void theLongestPasswordIsCheckedQuickly() {
    Assertions.assertTimeout(
        Duration.ofSeconds(5), () -> CommonPasswords.load().has("abc123".repeat(21) + "x"));
  }
}
