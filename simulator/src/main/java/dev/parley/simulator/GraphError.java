package dev.parley.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// Thrown to refuse a request. Its [#body] has the shape of "Support > Error codes": `{"error":
/// {"message": "(#131009) Parameter value is not valid", "type": "OAuthException", "code": 131009,
/// "error_data": {"messaging_product": "whatsapp", "details": "..."}, "fbtrace_id": "..."}}`.
final class GraphError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int number;
  private final int status;
  private final boolean passes;
  private final @Nullable String details;
  private final int subcode;

  private GraphError(
      int number,
      int status,
      boolean passes,
      String message,
      @Nullable String details,
      int subcode) {
    super(message, null, false, false);
    this.number = number;
    this.status = status;
    this.passes = passes;
    this.details = details;
    this.subcode = subcode;
  }

  private GraphError(GraphCode code, String message, @Nullable String details, int subcode) {
    this(code.number(), code.status(), code.passes(), message, details, subcode);
  }

  /// An error with the title of the code as its message, and with `details`.
  static GraphError of(GraphCode code, String details) {
    return new GraphError(code, prefix(code) + code.title(), details, 0);
  }

  /// An error with the title of the code as its message.
  static GraphError of(GraphCode code) {
    return new GraphError(code, prefix(code) + code.title(), null, 0);
  }

  /// An error on demand.
  static GraphError of(DemandedError demanded) {
    return new GraphError(
        demanded.code(),
        demanded.status(),
        demanded.passes(),
        "(#%d) %s".formatted(demanded.code(), demanded.title()),
        "The simulator was told to answer with " + demanded.code() + ".",
        0);
  }

  /// Error 100 with a specific message and without details, as Graph answers if a name or a length
  /// is wrong.
  static GraphError parameter(String message) {
    return new GraphError(GraphCode.PARAMETER, "(#100) " + message, null, 0);
  }

  /// The error for an object that does not exist or belongs to another account: 100 with the
  /// subcode 33.
  static GraphError absent(String method, String id) {
    return new GraphError(
        GraphCode.NO_OBJECT,
        "Unsupported %s request. Object with ID '%s' does not exist, cannot be loaded due to missing"
                .formatted(method, id)
            + " permissions, or does not support this operation.",
        null,
        33);
  }

  /// The error for a problem with the token.
  static GraphError token(GraphCode code) {
    return new GraphError(code, code.title(), null, code == GraphCode.TOKEN_EXPIRED ? 463 : 0);
  }

  private static String prefix(GraphCode code) {
    return "(#" + code.number() + ") ";
  }

  /// The code.
  int number() {
    return number;
  }

  /// The HTTP status of the answer.
  int status() {
    return status;
  }

  /// The problem, for people.
  String sentence() {
    return details == null ? String.valueOf(getMessage()) : details;
  }

  /// The body of the answer.
  ///
  /// @param trace the id that Meta puts into its logs
  ObjectNode body(String trace) {
    ObjectNode body = MetaJson.object();
    ObjectNode error = body.putObject("error");
    error.put("message", getMessage());
    error.put("type", subcode == 33 ? "GraphMethodException" : "OAuthException");
    error.put("code", number);
    if (details != null) {
      error.putObject("error_data").put("messaging_product", "whatsapp").put("details", details);
    }
    if (subcode != 0) {
      error.put("error_subcode", subcode);
    }
    if (passes) {
      error.put("is_transient", true);
    }
    error.put("fbtrace_id", trace);
    return body;
  }
}
