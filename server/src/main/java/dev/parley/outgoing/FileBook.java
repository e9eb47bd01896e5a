package dev.parley.outgoing;

import dev.parley.chat.MediaFile;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The files that Parley has, as far as messages that are sent name them. Safe for use by many
/// threads; may block.
@FunctionalInterface
public interface FileBook {
  /// Has no file.
  FileBook EMPTY =
      (_, _, problem) -> {
        problem.accept("must be the id of a file, and there are none");
        return null;
      };

  /// The file that a message is to carry.
  ///
  /// @param id as of [MediaFile]
  /// @param kind WhatsApp's word for what it is sent as, for example `image`
  /// @param problem takes what is wrong: what the field must be
  /// @return null after a complaint
  @Nullable MediaFile check(String id, String kind, Consumer<String> problem);
}
