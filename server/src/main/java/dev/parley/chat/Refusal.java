package dev.parley.chat;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request that cannot be done, with a sentence for the person who made it: what was wrong and
/// what is allowed. Holds nothing secret; carries no stack trace, as it is an answer and not a
/// fault.
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<Problem> problems;
  private final transient List<Message> messages;
  private final transient @Nullable Duration retryAfter;

  /// One field's fault, for example `text` and `must not be blank`.
  public record Problem(String field, String problem) {}

  public Refusal(ErrorCode code, String message) {
    this(code, message, List.of());
  }

  /// A request that may be made again.
  ///
  /// @param retryAfter after how long
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

  /// Nothing was sent: the chat has messages that the caller has not seen.
  ///
  /// @param newer these, the newest of them where they are many; the oldest first
  static Refusal overtaken(List<Message> newer) {
    return new Refusal(
        ErrorCode.CONFLICT,
        "The chat has newer messages than expect_seq says: read them first; nothing was sent",
        List.of(),
        newer,
        null);
  }

  /// A request whose `field` is wrong.
  public static Refusal invalid(String field, String problem) {
    return new Refusal(
        ErrorCode.INVALID_REQUEST, field + " " + problem, List.of(new Problem(field, problem)));
  }

  /// Lets a caller pass who has a permission.
  ///
  /// @throws Refusal `unauthorized` when nobody knows who asks, `forbidden` when they are known and
  ///   lack the permission
  public static void unlessMay(Principal caller, Permission needed) {
    if (!caller.may(needed)) {
      throw caller.sender() == null
          ? new Refusal(
              ErrorCode.UNAUTHORIZED,
              "This needs the permission %s: say who you are".formatted(needed.word()))
          : new Refusal(
              ErrorCode.FORBIDDEN,
              "This needs the permission %s, which the caller lacks".formatted(needed.word()));
    }
  }

  public ErrorCode code() {
    return code;
  }

  /// The sentence, never null.
  public String sentence() {
    return String.valueOf(getMessage());
  }

  public List<Problem> problems() {
    return problems;
  }

  /// What the caller has to read before asking again; mostly nothing.
  public List<Message> messages() {
    return messages;
  }

  /// After how long the request may be made again; empty where nobody can say.
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /// A time as HTTP's `Retry-After` has it: whole seconds, one at least.
  public static long seconds(Duration time) {
    return Math.max(1, time.plusNanos(999_999_999).toSeconds());
  }
}
