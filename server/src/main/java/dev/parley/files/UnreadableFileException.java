package dev.parley.files;

import java.io.IOException;

/// Thrown for a file that violates its format, or that needs more time or memory than Parley
/// allows.
///
/// The message is a sentence for people, such as `The image has 400000000 pixels; at most 50000000
/// are read.` It contains no bytes of the file.
public final class UnreadableFileException extends IOException {
  private static final long serialVersionUID = 1;

  /// The reason why a file cannot be read.
  public enum Reason {
    /// The file ends earlier than its format requires.
    TRUNCATED,
    /// A value contradicts the format.
    DAMAGED,
    /// The file has more pixels, pieces or levels than the limit.
    TOO_LARGE,
    /// The file is valid, but of a kind that Parley does not read.
    UNSUPPORTED
  }

  private final Reason reason;

  public UnreadableFileException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public UnreadableFileException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /// A file that ends too early.
  ///
  /// @param what the thing that ends too early, such as `The PNG header`
  public static UnreadableFileException truncated(String what) {
    return new UnreadableFileException(Reason.TRUNCATED, what + " is cut off.");
  }

  public static UnreadableFileException damaged(String message) {
    return new UnreadableFileException(Reason.DAMAGED, message);
  }

  public static UnreadableFileException tooLarge(String message) {
    return new UnreadableFileException(Reason.TOO_LARGE, message);
  }

  public static UnreadableFileException unsupported(String message) {
    return new UnreadableFileException(Reason.UNSUPPORTED, message);
  }
}
