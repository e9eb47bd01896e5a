package dev.parley.chat;

import org.jspecify.annotations.Nullable;

/// A file at WhatsApp, or a file that WhatsApp has to load. Source: Cloud API docs, "Media".
///
/// @param id WhatsApp's id of the file; valid for 7 days after the webhook
/// @param mimeType the type, which may have parameters: `audio/ogg; codecs=opus`
/// @param sha256 the SHA-256 of the bytes; webhooks write it in base64
/// @param url the address at WhatsApp, valid for 5 minutes after the webhook; a request to it needs
///   the access token
/// @param link the address from which WhatsApp loads a file that the business sends; `http` or
///   `https`, public
/// @param file Parley's own copy; null: Parley has no copy
public record Media(
    @Nullable String id,
    @Nullable String mimeType,
    @Nullable String sha256,
    @Nullable String url,
    @Nullable String link,
    @Nullable MediaFile file) {
  /// A file at WhatsApp.
  public Media(
      @Nullable String id,
      @Nullable String mimeType,
      @Nullable String sha256,
      @Nullable String url) {
    this(id, mimeType, sha256, url, null);
  }

  /// A file without a copy in Parley.
  public Media(
      @Nullable String id,
      @Nullable String mimeType,
      @Nullable String sha256,
      @Nullable String url,
      @Nullable String link) {
    this(id, mimeType, sha256, url, link, null);
  }

  /// This file at WhatsApp with another copy of it.
  Media with(@Nullable MediaFile newFile) {
    return new Media(id, mimeType, sha256, url, link, newFile);
  }
}
