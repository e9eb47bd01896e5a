package dev.parley.templates;

import dev.parley.chat.Failure;
import java.util.List;

/// The source of the account's templates. Safe for use by many threads.
@FunctionalInterface
public interface TemplateSource {
  /// Fetches all templates. Blocks, for several seconds if there are many.
  ///
  /// @throws Unavailable if not all of them could be fetched
  List<Template> fetch() throws Unavailable, InterruptedException;

  /// The list could not be fetched.
  final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Failure reason;

    /// @param reason WhatsApp's code and words, or code 0 and Parley's
    public Unavailable(Failure reason) {
      super(reason.title(), null, false, false);
      this.reason = reason;
    }

    /// The reason, for the person who manages the account.
    public Failure reason() {
      return reason;
    }
  }
}
