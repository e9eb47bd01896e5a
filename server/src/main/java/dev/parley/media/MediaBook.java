package dev.parley.media;

import dev.parley.chat.IncomingFiles;
import dev.parley.chat.Media;
import dev.parley.chat.MediaFile;
import dev.parley.chat.Message;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the rows of files on behalf of the rules for conversations.
///
/// Used by one thread, within one step.
public final class MediaBook implements IncomingFiles {
  private final MediaLedger ledger;
  private final Instant now;

  /// @param now the time of the step
  public MediaBook(MediaLedger ledger, Instant now) {
    this.ledger = ledger;
    this.now = now;
  }

  @Override
  public void wanted(Message message, MediaFile file) {
    Media media = message.body().content() == null ? null : message.body().content().media();
    if (media == null || media.id() == null || ledger.find(file.id()).isPresent()) {
      return;
    }
    MediaRecord.Source source =
        new MediaRecord.Source(message.id().value(), media.id(), media.sha256(), 0, 0, null);
    ledger.save(new MediaRecord(file, source, message.chat(), now, now, List.of(), null).row());
  }

  @Override
  public void moved(MediaFile file, WaId chat) {
    ledger
        .find(file.id())
        .filter(it -> it.chat() != null)
        .ifPresent(it -> ledger.save(it.in(chat)));
  }

  @Override
  public @Nullable String forget(String file) {
    BlobId blob = ledger.find(file).map(MediaRow::blob).orElse(null);
    ledger.remove(file);
    return blob == null || ledger.uses(blob) ? null : blob.value();
  }
}
