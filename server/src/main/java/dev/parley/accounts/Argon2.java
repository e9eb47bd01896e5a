package dev.parley.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.ref.WeakReference;
import java.text.Normalizer;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Hashes passwords with Argon2id. Source: RFC 9106. Used by one thread at a time.
final class Argon2 {
  /// The memory that Parley uses for a new hash, in KB.
  static final int MOST_MEMORY_KB = 64 * 1024;

  /// The memory of the newest hash: 64 MB in small objects, which the garbage collector would
  /// otherwise have to move for each hash, in a pause. A hash that follows soon reuses it; it is
  /// not kept longer.
  private WeakReference<Argon2BytesGenerator.BlockPool> blocks = new WeakReference<>(null);

  /// The hash of a password.
  ///
  /// @param memoryKb the memory that it takes, in KiB
  /// @param bytes the length of the hash
  byte[] hash(String password, byte[] salt, int memoryKb, int rounds, int lanes, int bytes) {
    Argon2BytesGenerator.BlockPool pool = blocks.get();
    if (pool == null) {
      pool = new Argon2BytesGenerator.FixedBlockPool(MOST_MEMORY_KB);
      blocks = new WeakReference<>(pool);
    }
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKb)
            .withIterations(rounds)
            .withParallelism(lanes)
            .withSalt(salt)
            .withBlockPool(pool)
            .build());
    byte[] hash = new byte[bytes];
    String normal = Normalizer.normalize(password, Normalizer.Form.NFC);
    generator.generateBytes(normal.getBytes(UTF_8), hash);
    return hash;
  }
}
