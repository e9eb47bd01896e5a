package dev.parley.outgoing;

import dev.parley.chat.MediaFile;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds the files of Parley that outgoing messages name. Safe for use by many threads; may block.
@FunctionalInterface
public interface FileBook {
  /// A book without files.
  FileBook EMPTY =
      (_, _, problem) -> {
        problem.accept("must be the id of a file, and there are none");
        return null;
      };

  /// The file for a message.
  ///
  /// @param id the id of the file, see [MediaFile]
  /// @param kind WhatsApp's word for the type of the message, for example `image`
  /// @param problem receives what is wrong, for example `must be the id of a file, and there are
  ///   none`
  /// @return null after a complaint
  @Nullable MediaFile check(String id, String kind, Consumer<String> problem);
}
