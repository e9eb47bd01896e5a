package dev.parley.store.mongo;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;

/// Explains the driver's errors to the people who run Parley. Its sentences never contain messages
/// of the driver, because they may contain parts of the URI.
final class MongoErrors {
  private static final int UNAUTHORIZED = 13;
  private static final int AUTHENTICATION_FAILED = 18;

  private MongoErrors() {}

  /// A sentence for operators: what is wrong and what to do.
  static String sentence(MongoException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof MongoSecurityException) {
        return "MongoDB refuses the user or the password: check MONGODB_URI, and its authSource";
      }
    }
    return switch (failure) {
      case MongoCommandException refused when refused.getErrorCode() == UNAUTHORIZED ->
          "the user of MONGODB_URI may not do what Parley needs: grant it the role readWrite";
      case MongoCommandException refused when refused.getErrorCode() == AUTHENTICATION_FAILED ->
          "MongoDB refuses the user or the password: check MONGODB_URI, and its authSource";
      case MongoNotPrimaryException _ -> "MongoDB has no primary at the moment";
      case MongoTimeoutException _, MongoSocketException _ ->
          "MongoDB cannot be reached: check that it runs, and the host and port of MONGODB_URI";
      case MongoExecutionTimeoutException _ -> "MongoDB takes too long to answer";
      case MongoWriteConcernException _ ->
          "MongoDB cannot keep writes on a majority of its members: check the replica set";
      default -> "MongoDB reports an error (code " + failure.getCode() + ")";
    };
  }

  /// The refusal for callers that need the store.
  static Refusal unavailable(String sentence) {
    return new Refusal(ErrorCode.STORE_UNAVAILABLE, "the store is unavailable: " + sentence);
  }
}
