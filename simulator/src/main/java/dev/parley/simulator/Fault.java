package dev.parley.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Faults and unusual events. Each has a rate from 0 (never) to 1 (always) in [Faults]; the ones of
/// `account` and `rules` are meant as switches, 0 or 1.
///
/// Faults of an answer are decided for each attempt, so that the next attempt may succeed.
public enum Fault {
  /// The message is not accepted, and the call is never answered.
  ANSWER_TIMEOUT("answer.timeout"),
  /// The message is accepted, but the call is never answered; statuses come.
  ANSWER_TIMEOUT_AFTER_ACCEPTING("answer.timeoutAfterAccepting"),
  /// The message is not accepted, and the connection ends.
  ANSWER_RESET("answer.reset"),
  /// The message is accepted, and the connection ends without an answer; statuses come.
  ANSWER_RESET_AFTER_ACCEPTING("answer.resetAfterAccepting"),
  /// The message is not accepted; the answer is 502 with a page of HTML.
  ANSWER_HTML_502("answer.html502"),
  /// The message is accepted, but the answer is 502 with a page of HTML; statuses come.
  ANSWER_HTML_502_AFTER_ACCEPTING("answer.html502AfterAccepting"),
  /// The message is not accepted; the answer is 503 without a body.
  ANSWER_EMPTY_503("answer.empty503"),
  /// The message is accepted, but the answer is 503 without a body; statuses come.
  ANSWER_EMPTY_503_AFTER_ACCEPTING("answer.empty503AfterAccepting"),
  /// The message is not accepted: 131000, something went wrong.
  ANSWER_131000("answer.131000"),
  /// The message is accepted, but the answer is 131000; statuses come.
  ANSWER_131000_AFTER_ACCEPTING("answer.131000AfterAccepting"),
  /// The message is not accepted: 131016, the service is overloaded.
  ANSWER_131016("answer.131016"),
  /// The message is not accepted: 130429, regardless of what the number sent before.
  ANSWER_130429("answer.130429"),
  /// The message is not accepted: 131056, regardless of earlier messages to the customer.
  ANSWER_131056("answer.131056"),
  /// The first status arrives before the answer.
  ANSWER_AFTER_STATUS("answer.afterStatus"),

  /// The access token has expired: 190 for every call.
  ACCOUNT_TOKEN_EXPIRED("account.tokenExpired"),
  /// The token lacks a permission: 10.
  ACCOUNT_PERMISSION_MISSING("account.permissionMissing"),
  /// The business has not paid: 131042.
  ACCOUNT_PAYMENT_PROBLEM("account.paymentProblem"),
  /// The account is locked: 131031.
  ACCOUNT_LOCKED("account.locked"),
  /// The account is restricted for a violation of a policy: 368.
  ACCOUNT_RESTRICTED("account.restricted"),
  /// The number is not registered: 133010.
  ACCOUNT_NOT_REGISTERED("account.notRegistered"),
  /// The display name is not approved: 131037.
  ACCOUNT_NAME_NOT_APPROVED("account.nameNotApproved"),
  /// The number is in maintenance: 131057.
  ACCOUNT_MAINTENANCE("account.maintenance"),
  /// The app made too many calls: 4.
  ACCOUNT_APP_LIMIT("account.appLimit"),
  /// The account made too many calls: 80007.
  ACCOUNT_CALL_LIMIT("account.callLimit"),
  /// Too many messages were blocked by customers: 131048.
  ACCOUNT_SPAM_LIMIT("account.spamLimit"),

  /// A message fails instead of being sent.
  STATUS_FAILED("status.failed"),
  /// A message fails some time after it was sent.
  STATUS_LATE_FAILED("status.lateFailed"),
  /// `read` is sent without `delivered`.
  STATUS_SKIP_DELIVERED("status.skipDelivered"),
  /// No status is sent at all.
  STATUS_SILENT("status.silent"),

  /// A webhook is sent again although it was answered 200.
  WEBHOOK_DUPLICATE("webhook.duplicate"),
  /// An event is delayed, so that later ones overtake it.
  WEBHOOK_REORDER("webhook.reorder"),
  /// An event waits for others and is sent with up to 1,000 of them in one webhook.
  WEBHOOK_BATCH("webhook.batch"),
  /// A webhook is sent with a wrong signature first, then with the right one.
  WEBHOOK_WRONG_SIGNATURE("webhook.wrongSignature"),

  /// A customer has a username and hides the number.
  USERS_NUMBERLESS("users.numberless"),
  /// A customer who wrote changes the number.
  USERS_CHANGE_NUMBER("users.changeNumber"),
  /// A customer is not on WhatsApp: messages fail with 131026.
  USERS_NOT_ON_WHATSAPP("users.notOnWhatsApp"),
  /// A number is not on a test number's list of recipients: 131030.
  USERS_NOT_ALLOWED("users.notAllowed"),
  /// A customer has turned read receipts off.
  USERS_NO_RECEIPTS("users.noReceipts"),
  /// A customer answers a message that was read.
  USERS_ANSWER("users.answer"),

  /// The business also writes on its phone: an echo is sent.
  EVENTS_ECHO("events.echo"),
  /// A customer's message is sent under `standby`, because another responder has the conversation.
  EVENTS_STANDBY("events.standby"),
  /// A customer calls.
  EVENTS_CALL("events.call"),
  /// A customer's message is sent as `unsupported`.
  EVENTS_UNSUPPORTED("events.unsupported"),
  /// A phone with the same number shares the history of a conversation.
  EVENTS_HISTORY("events.history"),
  /// That phone shares an entry of its address book.
  EVENTS_CONTACTS("events.contacts"),
  /// Another responder of the number hands a conversation over.
  EVENTS_HANDOVER("events.handover"),
  /// A template is paused.
  EVENTS_TEMPLATE("events.template"),
  /// The account broke a rule.
  EVENTS_ACCOUNT("events.account"),
  /// The number may send 1,000 messages a second from now on.
  EVENTS_QUALITY("events.quality"),

  /// A download is slow.
  MEDIA_SLOW("media.slow"),
  /// A download is cut off.
  MEDIA_TRUNCATED("media.truncated"),
  /// A download is answered 404.
  MEDIA_GONE("media.gone"),
  /// A download is answered 500.
  MEDIA_BROKEN("media.broken"),
  /// A download has as many bytes as the file, but different ones.
  MEDIA_WRONG_BYTES("media.wrongBytes"),
  /// A download continues beyond the size of the file, up to 64 MB.
  MEDIA_ENDLESS("media.endless"),
  /// A download is answered with a redirect to an internal address.
  MEDIA_REDIRECT("media.redirect"),

  /// Every message is accepted, however long ago the customer wrote. Without this fault, a message
  /// that is not a template fails with 131047 if the customer has not written for 24 hours.
  RULES_NO_WINDOW("rules.noWindow");

  private final String wireName;

  Fault(String wireName) {
    this.wireName = wireName;
  }

  /// Its name in options and requests, for example `answer.html502`.
  public String wireName() {
    return wireName;
  }

  /// The fault with this name; letter case and `_` do not matter, so `status.late_failed` is
  /// `status.lateFailed`.
  ///
  /// @throws IllegalArgumentException if there is no such fault; the message lists all names
  public static Fault of(String name) {
    String wanted = plain(name);
    return Arrays.stream(values())
        .filter(fault -> plain(fault.wireName).equals(wanted))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                Arrays.stream(values())
                    .map(Fault::wireName)
                    .collect(Collectors.joining(", ", "there is no such fault; there are ", ""))));
  }

  private static String plain(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }
}
