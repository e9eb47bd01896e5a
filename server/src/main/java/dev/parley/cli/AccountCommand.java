package dev.parley.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.Workbench;
import dev.parley.config.ParleyConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request to read or change the accounts.
///
/// @param request `what` and the values of the command
record AccountCommand(ObjectNode request) {
  static AccountCommand ask(String what) {
    return new AccountCommand(JsonNodeFactory.instance.objectNode().put("what", what));
  }

  AccountCommand with(String name, @Nullable String value) {
    if (value != null) {
      request.put(name, value);
    }
    return this;
  }

  AccountCommand with(String name, int value) {
    request.put(name, value);
    return this;
  }

  AccountCommand with(String name, List<String> values) {
    values.forEach(request.withArray(name)::add);
    return this;
  }

  /// Sends the request to the Parley that runs on the same data folder; if none runs, executes it
  /// here. Returns the answer.
  JsonNode now() {
    try (Workbench workbench = Commands.workbench()) {
      return workbench.operations().account(request);
    }
  }

  /// The address of the page for one-time links.
  static String page(String end) {
    ParleyConfig.Http http = Commands.config().http();
    String base =
        http.publicUrl() == null ? "http://localhost:" + http.port() : http.publicUrl().toString();
    return base + "/setup" + end;
  }
}
