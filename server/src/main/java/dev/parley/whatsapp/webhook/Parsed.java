package dev.parley.whatsapp.webhook;

import dev.parley.chat.Inbound;
import dev.parley.chat.Refusal;
import java.util.List;

/// The result of parsing a webhook body.
public sealed interface Parsed {
  /// The body is JSON. The parts that Parley understands are in the events, the rest is in the
  /// leftover, which may be everything.
  ///
  /// @param reports the reports about the account; the leftover has them too if they are kept
  record Understood(Inbound inbound, List<AccountReport> reports) implements Parsed {
    public Understood {
      reports = List.copyOf(reports);
    }
  }

  /// The body is not JSON, or exceeds a limit of the parser. Nothing of it can be used.
  ///
  /// @param line the line, from 1, where parsing stopped
  /// @param column the column, from 1, in bytes
  /// @param rule what is wrong, without quoting the body: `a string, name or bracket is not closed`
  record NotJson(int line, int column, String rule) implements Parsed {}

  /// An object that has none of Meta's shapes and is neither a message nor a status in the flat
  /// form. The sender can fix it.
  ///
  /// @param problems the problems of its fields
  /// @param foreign whether it lacks the fields of the flat form: it is another program's webhook
  record Meaningless(List<Refusal.Problem> problems, boolean foreign) implements Parsed {
    public Meaningless {
      problems = List.copyOf(problems);
    }
  }
}
