package dev.parley.whatsapp.webhook;

import dev.parley.chat.Inbound;
import dev.parley.chat.Refusal;
import java.util.List;

/// What a webhook body turned out to be.
public sealed interface Parsed {
  /// JSON. What of it made sense is in the events; what did not is in the leftover, which may be
  /// all.
  ///
  /// @param reports what it says of the account, which is beside the leftover where it is kept
  record Understood(Inbound inbound, List<AccountReport> reports) implements Parsed {
    public Understood {
      reports = List.copyOf(reports);
    }
  }

  /// No JSON, or beyond what is read. Nothing of it can be used.
  ///
  /// @param line from 1, where reading stopped
  /// @param column from 1, in bytes
  /// @param rule what was broken, without quoting the body: `a string, name or bracket is not
  ///   closed`
  record NotJson(int line, int column, String rule) implements Parsed {}

  /// An object in none of Meta's shapes, and neither a message nor a status in the flat form: its
  /// sender can fix it.
  ///
  /// @param problems what is wrong with it, field by field
  /// @param foreign whether it does not even have the fields of the flat form: the notice of
  ///   another program
  record Meaningless(List<Refusal.Problem> problems, boolean foreign) implements Parsed {
    public Meaningless {
      problems = List.copyOf(problems);
    }
  }
}
