package dev.parley.whatsapp.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.outbox.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The meaning of an error code for the message, and for the messages that wait behind it.
final class GraphErrorsTest {
  private static Outcome outcome(int code) {
    return GraphErrors.outcome(
        JsonNodeFactory.instance.objectNode().put("code", code).put("message", "No"));
  }

  @ParameterizedTest
  @CsvSource({"4, NUMBER", "80007, NUMBER", "130429, NUMBER", "131056, CHAT", "131208, CHAT"})
  void rateLimitsPostponeAllMessagesOfTheirScope(int code, Outcome.Scope scope) {
    assertEquals(scope, assertInstanceOf(Outcome.NotNow.class, outcome(code)).scope());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 10, 33, 190, 200, 299, 368, 131005, 131031, 131042, 131048, 133010})
  void accountErrorsStopTheAccount(int code) {
    assertInstanceOf(Outcome.Stopped.class, outcome(code));
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 131026, 131047, 131044, 131063, 131064, 132001})
  void messageErrorsRefuseTheMessage(int code) {
    assertInstanceOf(Outcome.Refused.class, outcome(code));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 131000, 131016, 131057, 133004, 2494100})
  void anInternalErrorOfWhatsAppIsUncertain(int code) {
    assertInstanceOf(Outcome.Unknown.class, outcome(code));
  }
}
