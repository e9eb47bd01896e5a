package dev.parley.advice;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a person can do about an error of WhatsApp's. Source: Cloud API docs, "Error codes".
public final class Advice {
  private static final String TOKEN =
      "The access token has expired or was withdrawn: make a new one that does not expire and set"
          + " WHATSAPP_ACCESS_TOKEN.";
  private static final String PERMISSION =
      "The access token may not do this: give its system user the number and the permissions"
          + " whatsapp_business_messaging and whatsapp_business_management.";
  private static final String REGISTRATION =
      "The number is not registered for the Cloud API: register it in WhatsApp Manager.";
  private static final String PAYMENT =
      "WhatsApp cannot charge for messages: add or mend the payment method of the WhatsApp Business"
          + " account.";
  private static final String PARAMETER =
      "WhatsApp does not accept the message as it is: change what is named, and send it anew.";
  private static final String TEMPLATE_PARAMETERS =
      "The values do not fit the template: compare their number and kind with its text.";
  private static final String LATER = "WhatsApp has a problem of its own: send it again later.";
  private static final String SLOWER = "Too much was sent at once: send it again later.";

  private static final Map<Long, String> SENTENCES =
      Map.ofEntries(
          Map.entry(0L, TOKEN),
          Map.entry(1L, LATER),
          Map.entry(2L, LATER),
          Map.entry(3L, PERMISSION),
          Map.entry(4L, SLOWER),
          Map.entry(10L, PERMISSION),
          Map.entry(
              33L, "WhatsApp does not know the number's id: compare PHONE_NUMBER_ID with the app."),
          Map.entry(100L, PARAMETER),
          Map.entry(190L, TOKEN),
          Map.entry(
              368L, "The account is blocked for breaking a policy: see its quality page at Meta."),
          Map.entry(80007L, SLOWER),
          Map.entry(130403L, "You have blocked this customer: unblock them first."),
          Map.entry(130429L, SLOWER),
          Map.entry(
              130472L,
              "WhatsApp held a marketing message back for a test of its own: do not send it again,"
                  + " a reply of the customer opens the chat."),
          Map.entry(130497L, "Businesses of this kind may not write to customers of this country."),
          Map.entry(131000L, LATER),
          Map.entry(131005L, PERMISSION),
          Map.entry(131008L, PARAMETER),
          Map.entry(131009L, PARAMETER),
          Map.entry(131016L, LATER),
          Map.entry(131021L, "The customer's number is the business number itself."),
          Map.entry(
              131026L,
              "The customer cannot get it: their number is not on WhatsApp, their app is old, or"
                  + " they did not accept the terms."),
          Map.entry(
              131030L,
              "A test number sends only to the numbers that its app lists: add this one there."),
          Map.entry(131031L, "The account is locked: see its quality page at Meta."),
          Map.entry(131037L, "The number's display name is not approved: choose another one."),
          Map.entry(131042L, PAYMENT),
          Map.entry(
              131044L,
              "WhatsApp cannot charge for calls: add or mend the payment method of the WhatsApp"
                  + " Business account."),
          Map.entry(131045L, REGISTRATION),
          Map.entry(
              131047L,
              "The customer wrote more than 24 hours ago: only a template can reach them now."),
          Map.entry(
              131048L,
              "Too many customers blocked or reported the number: send less, and wait some hours."),
          Map.entry(
              131049L,
              "The customer got enough marketing for now: wait a day before the next try."),
          Map.entry(131050L, "The customer does not want marketing messages from you."),
          Map.entry(131051L, "WhatsApp cannot send messages of this kind."),
          Map.entry(131052L, "The customer's file could not be read: ask them to send it again."),
          Map.entry(
              131053L, "WhatsApp could not read the file: check its type, its size and its link."),
          Map.entry(131056L, "This customer got too much at once: send it again later."),
          Map.entry(131057L, LATER),
          Map.entry(131062L, "Templates of this kind need the customer's phone number."),
          Map.entry(
              131063L,
              "The account has switched marketing templates off for the Cloud API: switch them on"
                  + " in WhatsApp Manager, or send them with /marketing_messages."),
          Map.entry(
              131064L,
              "Templates had the wrong category too often, so this account may send fewer of them:"
                  + " see its quality page at Meta. Other messages are sent."),
          Map.entry(132000L, TEMPLATE_PARAMETERS),
          Map.entry(132001L, "There is no approved template of this name in this language."),
          Map.entry(132005L, "The filled-in template is too long: shorten the values."),
          Map.entry(132007L, "The template's text breaks a policy: change it and submit it anew."),
          Map.entry(132008L, TEMPLATE_PARAMETERS),
          Map.entry(132012L, TEMPLATE_PARAMETERS),
          Map.entry(132015L, "The template is paused, as customers complained: improve it."),
          Map.entry(132016L, "The template was switched off, as customers complained."),
          Map.entry(132018L, TEMPLATE_PARAMETERS),
          Map.entry(132068L, "The flow is blocked: see it in WhatsApp Manager."),
          Map.entry(132069L, "The flow is slowed down: see it in WhatsApp Manager."),
          Map.entry(133004L, LATER),
          Map.entry(
              133000L,
              "The number's last registration has not ended: remove it from the Cloud API"
                  + " and register it again."),
          Map.entry(133005L, "The PIN of the number is wrong: reset it in WhatsApp Manager."),
          Map.entry(133006L, REGISTRATION),
          Map.entry(133008L, "The PIN was wrong too often: wait until WhatsApp takes it again."),
          Map.entry(133009L, "The PIN was entered too fast: wait a moment and enter it again."),
          Map.entry(133010L, REGISTRATION),
          Map.entry(
              133015L, "The number was removed a moment ago: wait five minutes and register it."),
          Map.entry(
              133016L,
              "The number was registered or removed too often: wait 72 hours without another"
                  + " attempt."),
          Map.entry(
              134011L, "The terms of WhatsApp's payments are not accepted: accept them at Meta."),
          Map.entry(134100L, "Only marketing templates can be sent this way."),
          Map.entry(134101L, "The template is new: wait ten minutes and send it again."),
          Map.entry(
              134102L,
              "The account cannot send marketing messages this way: see its state in WhatsApp"
                  + " Manager."),
          Map.entry(135000L, PARAMETER),
          Map.entry(
              136024L,
              "WhatsApp sends no verification code to the number now: try again later, or choose"
                  + " a call."),
          Map.entry(
              137000L,
              "The customer's identity has changed: make sure who it is before you write on."),
          Map.entry(2494100L, LATER));

  private Advice() {}

  /// The codes with an advice of their own, ascending; those from 200 to 299, which are all missing
  /// permissions, are not among them.
  public static SortedSet<Long> codes() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(SENTENCES.keySet()));
  }

  /// What to do, in one or two sentences; empty where nothing is known of the code.
  ///
  /// @param code WhatsApp's own: 0, for a token that it does not know, stands for "none given" in
  ///   other places
  public static Optional<String> on(long code) {
    boolean permission = code >= 200 && code <= 299;
    return Optional.ofNullable(permission ? PERMISSION : SENTENCES.get(code));
  }
}
