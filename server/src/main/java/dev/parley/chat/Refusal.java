package dev.parley.chat;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request was refused. The message says what is wrong and what is allowed, and contains nothing
/// secret. There is no stack trace, because it is an answer and not a fault.
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<Problem> problems;
  private final transient List<Message> messages;
  private final transient @Nullable Duration retryAfter;

  /// The problem of one field, for example `text` and `must not be blank`.
  public record Problem(String field, String problem) {}

  public Refusal(ErrorCode code, String message) {
    this(code, message, List.of());
  }

  /// The refusal of a request that the client may repeat.
  ///
  /// @param retryAfter the time to wait before the next attempt
  public Refusal(ErrorCode code, String message, Duration retryAfter) {
    this(code, message, List.of(), List.of(), retryAfter);
  }

  public Refusal(ErrorCode code, String message, List<Problem> problems) {
    this(code, message, problems, List.of(), null);
  }

  private Refusal(
      ErrorCode code,
      String message,
      List<Problem> problems,
      List<Message> messages,
      @Nullable Duration retryAfter) {
    super(message, null, false, false);
    this.code = code;
    this.problems = List.copyOf(problems);
    this.messages = List.copyOf(messages);
    this.retryAfter = retryAfter;
  }

  /// A message was not sent because the chat has messages that the caller has not seen.
  ///
  /// @param newer these messages, only the newest if there are many; the oldest first
  static Refusal overtaken(List<Message> newer) {
    return new Refusal(
        ErrorCode.CONFLICT,
        "The chat has newer messages than expect_seq says: read them first; nothing was sent",
        List.of(),
        newer,
        null);
  }

  /// The refusal of a request whose `field` is wrong.
  public static Refusal invalid(String field, String problem) {
    return new Refusal(
        ErrorCode.INVALID_REQUEST, field + " " + problem, List.of(new Problem(field, problem)));
  }

  /// Checks that a caller has a permission.
  ///
  /// @throws Refusal `unauthorized` if the caller is unknown, `forbidden` if a known caller lacks
  ///   the permission
  public static void unlessMay(Principal caller, Permission needed) {
    if (!caller.may(needed)) {
      throw caller.sender() == null
          ? new Refusal(
              ErrorCode.UNAUTHORIZED,
              "This needs the permission %s: sign in, or send a key".formatted(needed.word()))
          : new Refusal(
              ErrorCode.FORBIDDEN,
              "This needs the permission %s, which the caller lacks".formatted(needed.word()));
    }
  }

  public ErrorCode code() {
    return code;
  }

  /// The message, never null.
  public String sentence() {
    return String.valueOf(getMessage());
  }

  public List<Problem> problems() {
    return problems;
  }

  /// The messages that the caller has to read before trying again; usually empty.
  public List<Message> messages() {
    return messages;
  }

  /// The time after which the request can be made again; empty if unknown.
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /// A time for the header `Retry-After`: whole seconds, at least one.
  public static long seconds(Duration time) {
    return Math.max(1, time.plusNanos(999_999_999).toSeconds());
  }
}
