package dev.parley.http;

import dev.parley.api.Times;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.samples.SampleChats.Added;
import dev.parley.samples.SampleCustomers;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sample conversations, for people who try Parley.
///
/// ```
/// GET /api/samples               {"available": true, "writing_until": null}
/// POST /api/samples              201 {"contacts": 4, "messages": 11}
/// POST /api/samples/customers    202 {"available": true, "writing_until": "2026-11-29T10:40:00.000Z"}
/// ```
///
/// Allowed only in development and if nothing is sent to WhatsApp; otherwise refused with
/// `conflict`.
final class SampleData {
  private final Optional<SampleCustomers> customers;

  /// @param customers empty if sample customers are not allowed
  SampleData(Optional<SampleCustomers> customers) {
    this.customers = customers;
  }

  Response state(Request request) {
    return state(200, customers.map(SampleCustomers::until).orElse(null));
  }

  Response fill(Request request) {
    Added added = here().fill();
    return Response.json(
        201,
        json -> {
          json.writeStartObject();
          json.writeNumberField("contacts", added.contacts());
          json.writeNumberField("messages", added.messages());
          json.writeEndObject();
        });
  }

  Response start(Request request) {
    return state(202, here().start());
  }

  private Response state(int status, @Nullable Instant until) {
    return Response.json(
        status,
        json -> {
          json.writeStartObject();
          json.writeBooleanField("available", customers.isPresent());
          json.writeStringField("writing_until", until == null ? null : Times.format(until));
          json.writeEndObject();
        });
  }

  private SampleCustomers here() {
    return customers.orElseThrow(() ->
        new Refusal(
            ErrorCode.CONFLICT,
            "Sample data is for trying Parley out: it cannot be added with NODE_ENV=production, or"
                + " if WHATSAPP_ACCESS_TOKEN and PHONE_NUMBER_ID are set"));
  }
}
