package dev.parley.chat;

import dev.parley.chat.archive.ArchivedRecord;
import dev.parley.chat.archive.ChatRecords;
import java.util.List;
import java.util.stream.Stream;

/// Records that end after a number of items while they are being added.
final class CutOffRecords implements ChatRecords {
  private final ChatRecords whole;
  private long left;

  CutOffRecords(ChatRecords whole, long left) {
    this.whole = whole;
    this.left = left;
  }

  @Override
  public Stream<ArchivedRecord> read(ArchivedRecord.Kind kind) {
    return whole
        .read(kind)
        .peek(_ -> {
          if (left-- <= 0) {
            throw new Refusal(ErrorCode.STORE_UNAVAILABLE, "cut off");
          }
        });
  }

  @Override
  public long size(ArchivedRecord.Kind kind) {
    return whole.size(kind);
  }

  @Override
  public List<String> notes() {
    return whole.notes();
  }

  @Override
  public void close() {
    whole.close();
  }
}
