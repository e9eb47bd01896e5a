package dev.parley.whatsapp.webhook;

import java.util.Set;

/// What becomes of the values of each `field`. Source: Cloud API docs, "Webhooks > Reference".
final class WebhookFields {
  /// Conversations, which Parley shows.
  private static final Set<String> READ =
      Set.of("messages", "smb_message_echoes", "message_echoes", "standby", "user_id_update");

  /// Reports for the account's administration, which are kept in case somebody asks.
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
          "smb_app_state_sync",
          "template_category_update",
          "template_correct_category_detection",
          "tracking_events",
          "user_preferences");

  /// Every report about templates; Meta adds to them.
  private static final String TEMPLATES = "message_template_";

  private WebhookFields() {}

  static boolean isRead(String field) {
    return READ.contains(field);
  }

  static boolean isRoutine(String field) {
    return ROUTINE.contains(field) || field.startsWith(TEMPLATES);
  }
}
