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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

/// Small copies of stored pictures. A copy is made when it is requested. The latest copies stay in
/// memory, at most 8 MB of them. Clients cache the copies, which never change.
///
/// Safe for use by many threads; blocks while a picture is read and decoded.
public final class FilePreviews implements AutoCloseable {
  private static final long CACHED_BYTES = 8 << 20;

  /// The approximate memory that an entry takes in addition to its bytes.
  private static final int ENTRY_BYTES = 256;

  /// The maximum size of a picture that is read into memory, in bytes. WhatsApp neither accepts nor
  /// delivers larger ones.
  private static final long MAX_PICTURE = 16 << 20;

  private final MediaLibrary library;
  private final PreviewMaker maker = new PreviewMaker();
  private final Cache<Key, byte[]> cache =
      Caffeine.newBuilder()
          .maximumWeight(CACHED_BYTES)
          .weigher((Key _, byte[] jpeg) -> jpeg.length + ENTRY_BYTES)
          .build();

  /// Copies that are being made.
  private final Map<Key, FutureTask<Optional<byte[]>>> underWay = new ConcurrentHashMap<>();

  /// The size of a copy.
  public enum Size {
    /// A copy of at most 320 x 320 pixels.
    THUMB(Previews.Size.THUMBNAIL),
    /// A copy of at most 1280 x 1280 pixels.
    PREVIEW(Previews.Size.PREVIEW);

    private final Previews.Size rendered;

    Size(Previews.Size rendered) {
      this.rendered = rendered;
    }
  }

  /// Files with the same bytes share their copies.
  private record Key(BlobId blob, Size size) {}

  public FilePreviews(MediaLibrary library) {
    this.library = library;
  }

  /// The copy of a picture as a JPEG file; empty if the file is not a picture or cannot be decoded.
  ///
  /// @throws Refusal `overloaded` if too many copies are requested, `store_unavailable` if the file
  ///   cannot be read now
  public Optional<byte[]> find(MediaFile file, Size size) {
    String hash = file.sha256();
    if (hash == null || file.size() == null || file.size() > MAX_PICTURE) {
      return Optional.empty();
    }
    Key key = new Key(new BlobId(hash), size);
    byte[] cached = cache.getIfPresent(key);
    Optional<byte[]> made = cached == null ? makeOnce(key, file) : Optional.of(cached);
    return made.filter(jpeg -> jpeg.length > 0);
  }

  /// Makes a copy, or waits for another thread that makes it: many clients show a new picture at
  /// the same time.
  private Optional<byte[]> makeOnce(Key key, MediaFile file) {
    FutureTask<Optional<byte[]>> mine = new FutureTask<>(() -> makeAndCache(key, file));
    FutureTask<Optional<byte[]>> other = underWay.putIfAbsent(key, mine);
    if (other == null) {
      try {
        mine.run();
      } finally {
        underWay.remove(key);
      }
    }
    try {
      return (other == null ? mine : other).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Refusal refusal) {
        throw refusal;
      }
      throw new IllegalStateException("a preview could not be made", failed.getCause());
    }
  }

  private Optional<byte[]> makeAndCache(Key key, MediaFile file) {
    byte[] cached = cache.getIfPresent(key); // another thread may have made it a moment ago
    if (cached != null) {
      return Optional.of(cached);
    }
    Optional<byte[]> made = make(file, key.size);
    // An empty array is kept too: finding that there is no preview may have taken seconds.
    made.ifPresent(jpeg -> cache.put(key, jpeg));
    if (made.isPresent() && !isStored(file)) { // it was erased meanwhile
      cache.invalidate(key);
    }
    return made;
  }

  private boolean isStored(MediaFile file) {
    try {
      return library.isWhole(file);
    } catch (IOException unknown) {
      return false;
    }
  }

  /// Forgets the copies of a picture whose bytes are removed.
  public void forget(BlobId blob) {
    for (Size size : Size.values()) {
      cache.invalidate(new Key(blob, size));
    }
  }

  /// @return an empty array if the file is not a picture; empty if its bytes are missing
  private Optional<byte[]> make(MediaFile file, Size size) {
    try {
      return Optional.of(maker.make(() -> read(file), size.rendered));
    } catch (NoSuchFileException missing) {
      return Optional.empty();
    } catch (UnreadableFileException noPicture) {
      return Optional.of(new byte[0]);
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

  /// Stops the threads; waiting requests are refused.
  @Override
  public void close() {
    maker.close();
  }
}
