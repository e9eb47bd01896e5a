package dev.parley.whatsapp.webhook;

import java.util.Set;

/// Says for each `field` of a webhook how its values are processed. Source: Cloud API docs,
/// "Webhooks > Reference".
final class WebhookFields {
  /// Conversations, which Parley shows.
  private static final Set<String> READ =
      Set.of(
          "messages",
          "smb_message_echoes",
          "message_echoes",
          "standby",
          "messaging_handovers",
          "calls",
          "history",
          "smb_app_state_sync",
          "user_id_update");

  /// Reports for the account's administration, which are kept in case somebody needs them.
  private static final Set<String> ROUTINE =
      Set.of(
          "account_alerts",
          "account_review_update",
          "account_settings_update",
          "account_update",
          "automatic_events",
          "business_capability_update",
          "business_status_update",
          "business_username_update",
          "business_username_updates",
          "consumer_profile",
          "flows",
          "group_lifecycle_update",
          "group_participant_update",
          "group_participants_update",
          "group_settings_update",
          "group_status_update",
          "partner_solutions",
          "payment_configuration_update",
          "phone_number_name_update",
          "phone_number_quality_update",
          "security",
          "template_category_update",
          "template_correct_category_detection",
          "tracking_events",
          "user_preferences");

  /// Every report about templates; Meta adds to them.
  private static final String TEMPLATES = "message_template_";

  /// The fields in [#ROUTINE] that are about customers or their actions.
  private static final Set<String> OF_CUSTOMERS =
      Set.of(
          "automatic_events", "consumer_profile", "flows", "tracking_events", "user_preferences");

  private static final Set<String> OF_TEMPLATES =
      Set.of(
          "message_template_components_update",
          "message_template_quality_update",
          "message_template_status_update");

  /// Reports about templates that have another prefix.
  private static final Set<String> OF_A_CATEGORY =
      Set.of("template_category_update", "template_correct_category_detection");

  private WebhookFields() {}

  /// The kind of a report about the account: its field, or `message_template_other` if the field is
  /// unknown. So there are only a few kinds.
  static String kind(String field) {
    return ROUTINE.contains(field) || OF_TEMPLATES.contains(field) ? field : TEMPLATES + "other";
  }

  /// Whether a report is about templates of the account.
  static boolean isOfTemplates(String field) {
    return field.startsWith(TEMPLATES) || OF_A_CATEGORY.contains(field);
  }

  static boolean isRead(String field) {
    return READ.contains(field);
  }

  /// Whether a routine report is about the account, a number, a group or a template.
  static boolean isOfAccount(String field) {
    return isRoutine(field) && !OF_CUSTOMERS.contains(field);
  }

  static boolean isRoutine(String field) {
    return ROUTINE.contains(field) || field.startsWith(TEMPLATES);
  }
}
