package dev.parley;

/// Parley cannot start. The message is a sentence for the person who starts it.
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartException(String message) {
    super(message);
  }

  StartException(Throwable cause) {
    super(cause.getMessage(), cause);
  }

  /// The store that was asked for is not in this version.
  static StartException noMongoDb() {
    return new StartException(
        "this version of Parley does not store in MongoDB: unset MONGODB_URI to use the embedded"
            + " store in DATA_DIR");
  }
}
