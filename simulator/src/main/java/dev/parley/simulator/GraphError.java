package dev.parley.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// A call is refused. Its [#body] is shaped as in "Support > Error codes": `{"error": {"message":
/// "(#131009) Parameter value is not valid", "type": "OAuthException", "code": 131009,
/// "error_data": {"messaging_product": "whatsapp", "details": "..."}, "fbtrace_id": "..."}}`.
final class GraphError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final GraphCode code;
  private final @Nullable String details;
  private final int subcode;

  private GraphError(GraphCode code, String message, @Nullable String details, int subcode) {
    super(message, null, false, false);
    this.code = code;
    this.details = details;
    this.subcode = subcode;
  }

  /// With the title of the code as its message, and `details`.
  static GraphError of(GraphCode code, String details) {
    return new GraphError(code, prefix(code) + code.title(), details, 0);
  }

  /// 100 with a message of its own and no details, as Graph checks names and lengths.
  static GraphError parameter(String message) {
    return new GraphError(GraphCode.PARAMETER, "(#100) " + message, null, 0);
  }

  /// There is no such object, or it is another one's: 100 with the subcode 33.
  static GraphError absent(String method, String id) {
    return new GraphError(
        GraphCode.NO_OBJECT,
        "Unsupported %s request. Object with ID '%s' does not exist, cannot be loaded due to missing"
                .formatted(method, id)
            + " permissions, or does not support this operation.",
        null,
        33);
  }

  /// Something is wrong with the token.
  static GraphError token(GraphCode code) {
    return new GraphError(code, code.title(), null, code == GraphCode.TOKEN_EXPIRED ? 463 : 0);
  }

  private static String prefix(GraphCode code) {
    return "(#" + code.number() + ") ";
  }

  GraphCode code() {
    return code;
  }

  /// What is wrong, for people.
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
    error.put("code", code.number());
    if (details != null) {
      error.putObject("error_data").put("messaging_product", "whatsapp").put("details", details);
    }
    if (subcode != 0) {
      error.put("error_subcode", subcode);
    }
    if (code.passes()) {
      error.put("is_transient", true);
    }
    error.put("fbtrace_id", trace);
    return body;
  }
}
