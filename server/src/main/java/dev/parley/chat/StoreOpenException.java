package dev.parley.chat;

/// A store cannot be opened; the message is a sentence for the person who starts Parley, and says
/// what to do.
public final class StoreOpenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreOpenException(String message) {
    super(message);
  }
}
