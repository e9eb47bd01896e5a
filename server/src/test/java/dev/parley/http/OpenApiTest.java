package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.http.OpenApiDocument.Example;
import dev.parley.http.OpenApiDocument.Operation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Holds the document against itself.
final class OpenApiTest {
  private static final OpenApiDocument DOCUMENT = OpenApiDocument.load();

  @Test
  void everyAnswerShownIsValid() {
    List<String> faults = new ArrayList<>();
    for (Operation operation : DOCUMENT.operations()) {
      for (Example answer : DOCUMENT.answers(operation)) {
        DOCUMENT
            .faultsOfAnswer(answer.schema(), answer.value())
            .forEach(fault -> faults.add(operation + " " + answer.name() + ": " + fault));
      }
    }

    assertEquals(List.of(), faults);
  }

  /// A request that is shown with its refusal is the only one that may be wrong.
  @Test
  void everyRequestShownIsValidUnlessItIsRefused() {
    List<String> faults = new ArrayList<>();
    for (Operation operation : DOCUMENT.operations()) {
      for (Example request : DOCUMENT.requests(operation)) {
        boolean refused = DOCUMENT.statusOf(operation, request.name()).orElseThrow() >= 400;
        boolean valid = DOCUMENT.faults(request.schema(), request.value()).isEmpty();
        if (refused == valid) {
          faults.add(operation + " " + request.name());
        }
      }
    }

    assertEquals(List.of(), faults);
  }
}
