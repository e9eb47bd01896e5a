package dev.parley.media;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.MediaFile;
import dev.parley.chat.Refusal;
import dev.parley.files.FileBytes;
import dev.parley.files.UnreadableFileException;
import dev.parley.files.image.PreviewMaker;
import dev.parley.files.image.Previews;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Small copies of stored pictures. They are made when they are asked for, and the last ones stay
/// in memory, at most 8 MB of them; clients keep theirs, as they never change.
///
/// Safe for use by many threads; blocks while a picture is read and decoded.
public final class FilePreviews implements AutoCloseable {
  private static final long CACHED_BYTES = 8 << 20;

  /// What an entry takes beside its bytes, about.
  private static final int ENTRY_BYTES = 256;

  /// A larger picture is not read into memory. WhatsApp takes and delivers smaller ones.
  private static final long MAX_PICTURE = 16 << 20;

  private final MediaLibrary library;
  private final PreviewMaker maker = new PreviewMaker();
  private final Cache<Key, byte[]> cache =
      Caffeine.newBuilder()
          .maximumWeight(CACHED_BYTES)
          .weigher((Key _, byte[] jpeg) -> jpeg.length + ENTRY_BYTES)
          .build();

  /// How large a copy is.
  public enum Size {
    /// At most 320 pixels each way.
    THUMB(Previews.Size.THUMBNAIL),
    /// At most 1280 pixels each way.
    PREVIEW(Previews.Size.PREVIEW);

    private final Previews.Size rendered;

    Size(Previews.Size rendered) {
      this.rendered = rendered;
    }
  }

  /// The same bytes have the same copies.
  private record Key(BlobId blob, Size size) {}

  public FilePreviews(MediaLibrary library) {
    this.library = library;
  }

  /// The copy of a picture, a JPEG file; empty where the file is no picture that can be read.
  ///
  /// @throws Refusal `overloaded` where too many are asked for, `store_unavailable` where the file
  ///   cannot be read now
  public Optional<byte[]> find(MediaFile file, Size size) {
    String hash = file.sha256();
    if (hash == null || file.size() == null || file.size() > MAX_PICTURE) {
      return Optional.empty();
    }
    Key key = new Key(new BlobId(hash), size);
    byte[] made = cache.getIfPresent(key);
    if (made == null) {
      made = make(file, size);
      if (made == null) {
        return Optional.empty();
      }
      cache.put(key, made); // also that there is none, which may have taken seconds to find out
    }
    return made.length == 0 ? Optional.empty() : Optional.of(made);
  }

  /// Forgets the copies of a picture whose bytes are removed.
  public void forget(BlobId blob) {
    for (Size size : Size.values()) {
      cache.invalidate(new Key(blob, size));
    }
  }

  /// @return empty where it is no picture; null where its bytes are missing
  private byte @Nullable [] make(MediaFile file, Size size) {
    try {
      return maker.make(() -> read(file), size.rendered);
    } catch (NoSuchFileException missing) {
      return null;
    } catch (UnreadableFileException noPicture) {
      return new byte[0];
    } catch (IOException e) {
      throw new Refusal(ErrorCode.STORE_UNAVAILABLE, "The file cannot be read now");
    } catch (RejectedExecutionException e) {
      throw busy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    }
  }

  private FileBytes read(MediaFile file) throws IOException {
    try (InputStream in =
        library.open(file, 0).orElseThrow(() -> new NoSuchFileException(file.id()))) {
      return FileBytes.of(in.readNBytes((int) MAX_PICTURE));
    }
  }

  private static Refusal busy() {
    return new Refusal(ErrorCode.OVERLOADED, "Too many previews are being made; try again soon");
  }

  /// Ends the threads; requests that wait are refused.
  @Override
  public void close() {
    maker.close();
  }
}
