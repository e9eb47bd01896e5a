package dev.parley.simulator;

/// The error codes of the simulator, with their titles and the HTTP status of an answer. Source:
/// "Support > Error codes". Limits are answered 400, not 429.
enum GraphCode {
  UNKNOWN_PATH(2500, 400, "An unknown path was requested"),
  TOKEN_REQUIRED(104, 401, "An access token is required to request this resource."),
  TOKEN_INVALID(190, 401, "Invalid OAuth access token - Cannot parse access token"),
  TOKEN_EXPIRED(190, 401, "Error validating access token: Session has expired"),
  TOKEN_OF_NO_APP(190, 401, "Error validating application. Invalid application ID."),
  TOKEN_UNSIGNED(190, 401, "Invalid OAuth access token signature."),
  APP_TOKEN_REQUIRED(15, 400, "This method must be called with an app access_token."),
  APP_LIMIT(4, 400, "Application request limit reached"),
  PERMISSION(10, 403, "Application does not have permission for this action"),
  RESTRICTED(368, 403, "Temporarily blocked for policies violations"),
  CALL_LIMIT(80007, 400, "Rate limit issues"),
  PARAMETER(100, 400, "Invalid parameter"),
  NO_OBJECT(100, 400, "Unsupported request"),
  INTERNAL(1, 500, "API Unknown"),
  BLOCKED(130403, 400, "User is blocked"),
  THROUGHPUT(130429, 400, "Rate limit hit"),
  SOMETHING_WRONG(131000, 500, "Something went wrong"),
  MISSING(131008, 400, "Required parameter is missing"),
  INVALID(131009, 400, "Parameter value is not valid"),
  OVERLOADED(131016, 500, "Service unavailable"),
  OWN_NUMBER(131021, 400, "Recipient cannot be sender"),
  UNDELIVERABLE(131026, 400, "Message undeliverable"),
  NOT_ALLOWED(131030, 400, "Recipient phone number not in allowed list"),
  LOCKED(131031, 403, "Account has been locked"),
  NAME_NOT_APPROVED(131037, 400, "Display name approval required"),
  PAYMENT(131042, 400, "Business eligibility payment issue"),
  WINDOW(131047, 400, "Re-engagement message"),
  SPAM_LIMIT(131048, 400, "Spam rate limit hit"),
  NOT_HEALTHY(
      131049, 400, "This message was not delivered to maintain healthy ecosystem engagement"),
  TYPE(131051, 400, "Unsupported message type"),
  MEDIA_UPLOAD(131053, 400, "Media upload error"),
  PAIR(131056, 400, "(Business Account, Consumer Account) pair rate limit hit"),
  MAINTENANCE(131057, 500, "Account in maintenance mode"),
  CURSOR(131059, 400, "Invalid cursor"),
  NEEDS_NUMBER(131062, 400, "Recipient identifier not supported for this message"),
  TEMPLATE_PARAMETERS(132000, 400, "Template Param Count Mismatch"),
  TEMPLATE_ABSENT(132001, 404, "Template does not exist"),
  TEMPLATE_LONG(132005, 400, "Template Hydrated Text Too Long"),
  TEMPLATE_POLICY(132007, 400, "Template Format Character Policy Violated"),
  TEMPLATE_FORMAT(132012, 400, "Template Parameter Format Mismatch"),
  TEMPLATE_PAUSED(132015, 400, "Template is Paused"),
  TEMPLATE_DISABLED(132016, 400, "Template is Disabled"),
  TEMPLATE_BUTTON(132018, 400, "There is an issue with the parameters in your template"),
  NOT_REGISTERED(133010, 400, "Phone number not registered");

  private final int number;
  private final int status;
  private final String title;

  GraphCode(int number, int status, String title) {
    this.number = number;
    this.status = status;
    this.title = title;
  }

  int number() {
    return number;
  }

  /// The HTTP status of an answer with the code.
  int status() {
    return status;
  }

  String title() {
    return title;
  }

  /// Whether Meta says that trying again may help.
  boolean passes() {
    return switch (this) {
      case OVERLOADED, MAINTENANCE -> true;
      default -> false;
    };
  }
}
