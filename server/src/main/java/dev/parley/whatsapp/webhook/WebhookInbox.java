package dev.parley.whatsapp.webhook;

import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.Conversations;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Inbound;
import dev.parley.chat.Ingested;
import dev.parley.chat.Refusal;
import dev.parley.chat.Unprocessed;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stores webhook bodies, so that nothing is lost: a body that is not refused is on disk when a
/// method returns, as messages and statuses or as its original bytes.
///
/// Every method blocks: call it on a virtual thread. Safe for use by many threads. Throws [Refusal]
/// if the sender can correct the body (`INVALID_REQUEST`), or if the store is unavailable.
public final class WebhookInbox {
  private static final Logger log = LoggerFactory.getLogger(WebhookInbox.class);

  private final WebhookParser parser;
  private final Conversations conversations;
  private final Clock clock;
  private final Consumer<Unprocessed> kept;
  private final Consumer<AccountReport> reported;

  public WebhookInbox(WebhookParser parser, Conversations conversations, Clock clock) {
    this(parser, conversations, clock, _ -> {}, _ -> {});
  }

  /// @param kept receives everything that was kept as unprocessed, after the commit
  /// @param reported receives all reports about the account, after the commit; must not block
  public WebhookInbox(
      WebhookParser parser,
      Conversations conversations,
      Clock clock,
      Consumer<Unprocessed> kept,
      Consumer<AccountReport> reported) {
    this.parser = parser;
    this.conversations = conversations;
    this.clock = clock;
    this.kept = kept;
    this.reported = reported;
  }

  /// Stores a body that arrived over the network.
  ///
  /// @param signed whether a [Signature] proves that Meta sent it: then it is kept even when it is
  ///   not JSON, because nobody can correct it
  public Ingested receive(byte[] body, boolean signed) {
    return receive(body, signed, null);
  }

  /// Stores a body from a file.
  ///
  /// @param name the name of the file, which is kept with each message
  public Ingested receiveFile(byte[] body, String name) {
    return receive(body, false, name);
  }

  /// Stores a flat webhook that was sent as an HTML form. It is kept as the equivalent JSON.
  public Ingested receiveForm(Map<String, String> form) {
    return receive(WebhookParser.jsonOf(form), false, null);
  }

  /// Processes a kept body again. The entry is removed if all of it is understood now.
  public Ingested replay(KeptUnprocessed entry) {
    return switch (parser.parse(entry.what().body(), entry.firstAt(), null)) {
      case Parsed.Understood(var inbound, _) -> conversations.replay(entry.number(), inbound);
      case Parsed.NotJson _, Parsed.Meaningless _ ->
          new Ingested(0, 0, 0, 0, entry.what().elements());
    };
  }

  private Ingested receive(byte[] body, boolean signed, @Nullable String source) {
    try {
      return switch (parser.parse(body, now(), source)) {
        case Parsed.Understood(var inbound, var reports) -> {
          Ingested ingested = ingest(inbound);
          reports.forEach(reported);
          yield ingested;
        }
        case Parsed.NotJson(var line, var column, var rule) -> {
          String where = "line %d, column %d: %s".formatted(line, column, rule);
          if (!signed) {
            throw new Refusal(
                ErrorCode.INVALID_REQUEST, "the body is not JSON that can be read, " + where);
          }
          yield keep(body, "is not JSON that can be read, " + where);
        }
        case Parsed.Meaningless(var problems, var foreign) -> {
          if (foreign && source == null) {
            Ingested kept = keep(body, "names no message, and no status of a message");
            if (signed) {
              yield kept; // Meta cannot correct it, and would repeat it for days
            }
          }
          throw new Refusal(
              ErrorCode.INVALID_REQUEST,
              "the body is neither a message nor a status update that can be read",
              problems);
        }
      };
    } catch (Refusal refusal) {
      throw refusal;
    } catch (RuntimeException fault) {
      // The exception is logged without its message, which could quote the body.
      log.atError()
          .addKeyValue("fault", fault.getClass().getName())
          .addKeyValue("at", origin(fault))
          .addKeyValue("bytes", body.length)
          .log("webhook could not be applied and was kept");
      return keep(body, "could not be applied because of a fault in Parley");
    }
  }

  /// The time with the precision that every store has.
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private Ingested keep(byte[] body, String reason) {
    Unprocessed whole = new Unprocessed(body, 1, List.of("body: " + reason));
    return ingest(new Inbound(List.of(), whole));
  }

  private Ingested ingest(Inbound inbound) {
    Ingested ingested = conversations.ingest(inbound);
    if (inbound.leftover() != null) {
      tell(inbound.leftover());
    }
    return ingested;
  }

  /// Tells the listener, and throws nothing: after the commit the body must not be refused.
  private void tell(Unprocessed leftover) {
    try {
      kept.accept(leftover);
    } catch (Refusal unavailable) {
      log.atDebug()
          .addKeyValue("code", unavailable.code())
          .log("removal of old unprocessed bodies was postponed");
    } catch (RuntimeException fault) {
      log.atError().setCause(fault).log("a listener of unprocessed bodies failed");
    }
  }

  private static String origin(Throwable fault) {
    StackTraceElement[] trace = fault.getStackTrace();
    return trace.length == 0 ? "unknown" : trace[0].toString();
  }
}
