package dev.parley.http;

import dev.parley.accounts.LinkSigner;
import dev.parley.accounts.MemoryAccountStore;
import dev.parley.chat.MemoryChatStore;
import dev.parley.media.BlobStore;
import dev.parley.media.ExaminedFile;
import dev.parley.media.FilePreviews;
import dev.parley.media.FolderBlobStore;
import dev.parley.media.MediaLibrary;
import dev.parley.media.MemoryMediaStore;
import dev.parley.media.VisibleFiles;
import java.nio.file.Path;
import java.time.Clock;

/// A file library that is empty at first.
final class TestFiles {
  private TestFiles() {}

  /// An empty library for tests of other parts.
  ///
  /// @param folder the folder for uploads
  static HttpApi.Files none(Path folder, Clock clock) {
    return in(FolderBlobStore.open(folder.resolve("media"), clock), clock);
  }

  /// @param blobs keeps the bytes
  static HttpApi.Files in(BlobStore blobs, Clock clock) {
    MediaLibrary library = new MediaLibrary(new MemoryMediaStore(), blobs, ExaminedFile::of, clock);
    return new HttpApi.Files(
        library,
        new VisibleFiles(library, new MemoryChatStore(_ -> {})),
        new SignedLinks(LinkSigner.open(new MemoryAccountStore(), clock), ""),
        new FilePreviews(library));
  }
}
