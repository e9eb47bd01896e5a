package dev.parley.http;

import dev.parley.accounts.LinkSigner;
import dev.parley.accounts.MemoryAccountStore;
import dev.parley.chat.MemoryChatStore;
import dev.parley.media.ExaminedFile;
import dev.parley.media.FilePreviews;
import dev.parley.media.FolderBlobStore;
import dev.parley.media.MediaLibrary;
import dev.parley.media.MemoryMediaStore;
import dev.parley.media.VisibleFiles;
import java.nio.file.Path;
import java.time.Clock;

/// An empty file library for tests of other parts.
final class TestFiles {
  private TestFiles() {}

  /// @param folder the folder for uploads
  static HttpApi.Files none(Path folder, Clock clock) {
    MediaLibrary library =
        new MediaLibrary(
            new MemoryMediaStore(),
            FolderBlobStore.open(folder.resolve("media"), clock),
            ExaminedFile::of,
            clock);
    return new HttpApi.Files(
        library,
        new VisibleFiles(library, new MemoryChatStore(_ -> {})),
        new SignedLinks(LinkSigner.open(new MemoryAccountStore(), clock), ""),
        new FilePreviews(library));
  }
}
