package dev.parley.config;

import java.net.URI;
import java.nio.file.Path;

/// The place of file contents, if `MEDIA_STORE` names a place outside of the database.
public sealed interface FilePlace {
  /// A folder on this machine or mounted on it.
  record Folder(Path folder) implements FilePlace {}

  /// A bucket of Amazon S3, or of a server with the same protocol.
  ///
  /// @param endpoint `S3_ENDPOINT`, without a slash at its end
  /// @param region `AWS_REGION`, for example `us-east-1`
  /// @param bucket for example `acme-chat`
  /// @param prefix the beginning of all names in the bucket, without a slash at either end; may be
  ///   empty
  /// @param accessKeyId `AWS_ACCESS_KEY_ID`
  /// @param secretKey `AWS_SECRET_ACCESS_KEY`
  record S3(
      URI endpoint,
      String region,
      String bucket,
      String prefix,
      String accessKeyId,
      Secret secretKey)
      implements FilePlace {}
}
