package dev.parley.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The simulator's own paths: they show what happened and control what happens next. Safe for use
/// by many threads.
///
/// - `GET /ledger`, and `GET /ledger/counts` without the lists.
/// - `POST /simulate/incoming` with `{"from": "15550100001", "text": "Hi"}`: a customer writes. See
///   [CustomerSide#act].
/// - `POST /simulate/template` with `{"name": "order_ready", "status": "PAUSED"}`: a template
///   changes, and webhooks report it. See [Simulator#template].
/// - `POST /simulate/event` with `{"field": "account_update"}`: something happens to the account.
///   See [AccountSide#act].
/// - `GET` and `POST /simulate/faults` with `{"answer.html502": 0.1}`; `{"profile": "storm"}` sets
///   the rates of that profile before the others are applied; `{"error": 131026}` refuses every
///   message, `{"laterError": 131026}` lets every message fail later, and the value false turns
///   either of them off.
/// - `GET` and `POST /simulate/clock` with `{"advance_seconds": 3600, "speed": 60}`.
/// - `POST /simulate/webhook` with `{"url": "http://localhost:5000/webhook"}`: verifies the address
///   and sends webhooks there.
final class ControlEndpoints {
  private static final String ERROR = "error";
  private static final String LATER_ERROR = "laterError";

  private final Simulator simulator;

  ControlEndpoints(Simulator simulator) {
    this.simulator = simulator;
  }

  Answer handle(String method, String[] path, ObjectNode body) {
    String call = method + " /" + String.join("/", path);
    return switch (call) {
      case "GET /ledger" -> Answer.ok(simulator.ledger().json());
      case "GET /ledger/counts" -> Answer.ok(simulator.ledger().counts());
      case "POST /simulate/incoming" ->
          Answer.ok(MetaJson.object().put("id", simulator.incoming(body)));
      case "POST /simulate/template" ->
          Answer.ok(MetaJson.object().put("webhooks", simulator.template(body)));
      case "POST /simulate/event" -> Answer.ok(simulator.event(body));
      case "GET /simulate/faults" -> Answer.ok(faults());
      case "POST /simulate/faults" -> {
        simulator.faults(changed(simulator.faults(), body));
        yield Answer.ok(faults());
      }
      case "GET /simulate/clock" -> Answer.ok(clock());
      case "POST /simulate/clock" -> {
        move(body);
        yield Answer.ok(clock());
      }
      case "POST /simulate/webhook" -> {
        Check check = new Check(body, "").only(Set.of("url"));
        check.link("url");
        yield Answer.ok(
            MetaJson.object()
                .put("verified", simulator.webhook(URI.create(check.text("url", 500)))));
      }
      default ->
          throw GraphError.of(
              GraphCode.UNKNOWN_PATH,
              "There are GET /ledger, GET /ledger/counts, POST /simulate/incoming, /simulate/event"
                  + " and /simulate/template, GET and POST of /simulate/faults and /simulate/clock,"
                  + " and POST /simulate/webhook.");
    };
  }

  private static Faults changed(Faults now, ObjectNode body) {
    Faults faults = now;
    if (body.has("profile")) {
      faults = Faults.named(body.path("profile").asText());
    }
    for (Map.Entry<String, JsonNode> rate : body.properties()) {
      if (rate.getKey().equals("profile")) {
        continue;
      }
      if (rate.getKey().equals(ERROR) || rate.getKey().equals(LATER_ERROR)) {
        faults = demanded(faults, rate.getKey(), rate.getValue());
        continue;
      }
      Fault fault = Fault.of(rate.getKey());
      JsonNode value = rate.getValue();
      if (!value.isNumber() && !value.isBoolean()) {
        throw new IllegalArgumentException(
            fault.wireName() + " must be a rate from 0 to 1, or true or false");
      }
      faults =
          faults.with(fault, value.isBoolean() ? (value.asBoolean() ? 1 : 0) : value.asDouble());
    }
    return faults;
  }

  private static Faults demanded(Faults faults, String name, JsonNode value) {
    if (value.isNull() || (value.isBoolean() && !value.asBoolean())) {
      return faults.withoutError();
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new IllegalArgumentException(name + " must be an error code, or false");
    }
    return name.equals(ERROR)
        ? faults.withError(value.asInt())
        : faults.withLaterError(value.asInt());
  }

  private ObjectNode faults() {
    ObjectNode json = MetaJson.object();
    simulator.faults().rates().forEach(json::put);
    DemandedError error = simulator.faults().error();
    if (error != null) {
      json.put(error.later() ? LATER_ERROR : ERROR, error.code());
    }
    return json;
  }

  private void move(ObjectNode body) {
    Check check = new Check(body, "").only(Set.of("advance_seconds", "speed"));
    @Nullable JsonNode speed = body.get("speed");
    if (speed != null) {
      check.number("speed", 0, 1_000_000);
      simulator.clock().speed(speed.asDouble());
    }
    @Nullable JsonNode seconds = body.get("advance_seconds");
    if (seconds != null) {
      check.number("advance_seconds", 0, 366L * 86_400);
      simulator.clock().advance(Duration.ofMillis((long) (seconds.asDouble() * 1_000)));
    }
  }

  private ObjectNode clock() {
    return MetaJson.object()
        .put("now", simulator.clock().now().toString())
        .put("speed", simulator.clock().speed());
  }
}
