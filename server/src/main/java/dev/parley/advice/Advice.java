package dev.parley.advice;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Advice for errors of WhatsApp: what a person can do. Source: Cloud API docs, "Error codes".
public final class Advice {
  private static final String TOKEN =
      "The access token has expired or was withdrawn: make a permanent one for a system user, set"
          + " WHATSAPP_ACCESS_TOKEN and restart Parley.";
  private static final String PERMISSION =
      "The access token may not do this: in Meta's business settings, give its system user the"
          + " WhatsApp account, and make a token with the permissions whatsapp_business_messaging"
          + " and whatsapp_business_management.";
  private static final String REGISTRATION =
      "The number is not registered for the Cloud API: register it in WhatsApp Manager.";
  private static final String PAYMENT =
      "WhatsApp cannot charge for messages: add or correct the payment method of the WhatsApp"
          + " Business account.";
  private static final String PARAMETER =
      "WhatsApp does not accept the message as it is: correct what the reason names, and send it"
          + " again.";
  private static final String TEMPLATE_PARAMETERS =
      "The values do not fit the template: compare them with the variables in its text, and send it"
          + " again.";
  private static final String LATER = "WhatsApp has a problem of its own: send it again later.";
  private static final String SLOWER = "Too many messages at once: send it again later.";

  private static final Map<Long, String> SENTENCES =
      Map.ofEntries(
          Map.entry(1L, LATER),
          Map.entry(2L, LATER),
          Map.entry(3L, PERMISSION),
          Map.entry(4L, SLOWER),
          Map.entry(10L, PERMISSION),
          Map.entry(
              33L,
              "WhatsApp does not know the number that Parley sends from, or the token may not use"
                  + " it: compare PHONE_NUMBER_ID with the App Dashboard (WhatsApp, API Setup)."),
          Map.entry(100L, PARAMETER),
          Map.entry(190L, TOKEN),
          Map.entry(
              368L,
              "Meta has blocked the account for breaking a rule: see Account quality in Meta's"
                  + " business settings, where you can ask for a review."),
          Map.entry(80007L, SLOWER),
          Map.entry(130403L, "You have blocked this customer: unblock them before you write."),
          Map.entry(130429L, SLOWER),
          Map.entry(
              130472L,
              "Meta sends this customer no marketing messages, as part of a test: sending it again"
                  + " does not help. Once they write to you, you can answer."),
          Map.entry(
              130497L,
              "WhatsApp does not let businesses of your kind write to customers in this country."),
          Map.entry(131000L, LATER),
          Map.entry(131005L, PERMISSION),
          Map.entry(131008L, PARAMETER),
          Map.entry(131009L, PARAMETER),
          Map.entry(131016L, LATER),
          Map.entry(131021L, "This is the number that you send from: choose another recipient."),
          Map.entry(
              131026L,
              "The customer cannot receive it: the number is not on WhatsApp, the app is too old,"
                  + " or they have not accepted WhatsApp's terms. Reach them in another way."),
          Map.entry(
              131030L,
              "A test number sends only to numbers on its list: add this one in the App Dashboard"
                  + " (WhatsApp, API Setup), or send from a number of your own."),
          Map.entry(
              131031L,
              "Meta has locked the account: see Account quality in Meta's business settings, where"
                  + " you can ask for a review."),
          Map.entry(
              131037L,
              "The number's display name is not approved: see it in WhatsApp Manager, and choose"
                  + " another one if it was refused."),
          Map.entry(131042L, PAYMENT),
          Map.entry(
              131044L,
              "WhatsApp cannot charge for calls: add or correct the payment method of the WhatsApp"
                  + " Business account."),
          Map.entry(131045L, REGISTRATION),
          Map.entry(
              131047L,
              "The customer last wrote more than 24 hours ago: only a template can reach them"
                  + " now."),
          Map.entry(
              131048L,
              "Too many customers blocked or reported the number, so WhatsApp limits it: for some"
                  + " hours send only answers, and later only what people asked for."),
          Map.entry(
              131049L,
              "The customer has received enough marketing messages for now: wait at least a day"
                  + " before the next one."),
          Map.entry(
              131050L,
              "The customer wants no marketing messages from you: do not send them any. You can"
                  + " answer what they write."),
          Map.entry(
              131051L,
              "WhatsApp cannot send a message of this kind: send a text or a file instead."),
          Map.entry(131052L, "The customer's file could not be read: ask them to send it again."),
          Map.entry(
              131053L,
              "WhatsApp could not read the file: check its type, its size and its link, and send it"
                  + " again."),
          Map.entry(
              131056L,
              "This customer got too many messages at once: wait a moment and send it again."),
          Map.entry(131057L, LATER),
          Map.entry(
              131062L,
              "This template needs the customer's phone number, which WhatsApp hides: ask them for"
                  + " it, or send another template."),
          Map.entry(
              131063L,
              "Marketing templates are switched off for the Cloud API in this account: switch them"
                  + " on in WhatsApp Manager, or send other messages."),
          Map.entry(
              131064L,
              "Too many templates of the account were in a wrong category, so Meta limits"
                  + " templates: see them in WhatsApp Manager."),
          Map.entry(132000L, TEMPLATE_PARAMETERS),
          Map.entry(
              132001L,
              "There is no approved template of this name in this language: see the templates in"
                  + " WhatsApp Manager."),
          Map.entry(132005L, "With these values the template is too long: shorten them."),
          Map.entry(
              132007L,
              "The template's text breaks a rule: change it in WhatsApp Manager and submit it"
                  + " again."),
          Map.entry(132008L, TEMPLATE_PARAMETERS),
          Map.entry(132012L, TEMPLATE_PARAMETERS),
          Map.entry(
              132015L,
              "The template is paused because customers complained: improve it in WhatsApp Manager,"
                  + " or send another one."),
          Map.entry(
              132016L,
              "Meta has switched the template off because customers complained: send another one."),
          Map.entry(132018L, TEMPLATE_PARAMETERS),
          Map.entry(132068L, "The flow is blocked: see why in WhatsApp Manager."),
          Map.entry(
              132069L,
              "WhatsApp limits messages with this flow: see why in WhatsApp Manager, and send it"
                  + " again later."),
          Map.entry(133004L, LATER),
          Map.entry(
              133000L,
              "The number was not removed from the Cloud API completely: remove it there again,"
                  + " then register it."),
          Map.entry(133005L, "The PIN of the number is wrong: reset it in WhatsApp Manager."),
          Map.entry(133006L, REGISTRATION),
          Map.entry(
              133008L,
              "A wrong PIN was entered too often: wait as long as the reason says, then enter the"
                  + " right one."),
          Map.entry(133009L, "The PIN was entered too fast: wait a moment and enter it again."),
          Map.entry(133010L, REGISTRATION),
          Map.entry(
              133015L, "The number was removed a moment ago: wait five minutes, then register it."),
          Map.entry(
              133016L,
              "The number was registered or removed too often: wait 72 hours, and do not try in"
                  + " between."),
          Map.entry(
              134011L,
              "The terms of WhatsApp's payments are not accepted: accept them in WhatsApp"
                  + " Manager."),
          Map.entry(
              134100L,
              "Only marketing templates can be sent this way: send it as another message."),
          Map.entry(
              134101L,
              "WhatsApp is still preparing the template: wait ten minutes and send it again."),
          Map.entry(
              134102L,
              "The account cannot send marketing messages this way: see its state in WhatsApp"
                  + " Manager."),
          Map.entry(135000L, PARAMETER),
          Map.entry(
              136024L,
              "WhatsApp sends no verification code to the number now: try again later, or have the"
                  + " code told by a call."),
          Map.entry(
              137000L,
              "The customer's WhatsApp is on another device now: make sure that it is still them"
                  + " before you write on."),
          Map.entry(2494100L, LATER));

  private Advice() {}

  /// The codes with their own advice, ascending. The codes from 200 to 299 are not included: all of
  /// them mean missing permissions.
  public static SortedSet<Long> codes() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(SENTENCES.keySet()));
  }

  /// The advice in one or two sentences; empty if the code is not known.
  public static Optional<String> on(long code) {
    boolean permission = code >= 200 && code <= 299;
    return Optional.ofNullable(permission ? PERMISSION : SENTENCES.get(code));
  }
}
