package dev.parley.http;

import dev.parley.accounts.LinkSigner;
import dev.parley.accounts.LinkSigner.Signature;
import dev.parley.api.FileLinks;
import dev.parley.chat.MediaFile;
import java.util.Optional;

/// Links to files that work for everybody who has them, for 7 to 8 days:
/// `/api/media/med_8c1f…?ends=1796083200&key=q7k2m9x3ab&sig=…`.
public final class SignedLinks implements FileLinks {
  private static final String ENDS = "ends";
  private static final String KEY = "key";
  private static final String VALUE = "sig";

  private final LinkSigner signer;
  private final String base;

  /// @param base the beginning of links, without a slash at its end; if empty, links have no host
  public SignedLinks(LinkSigner signer, String base) {
    this.signer = signer;
    this.base = base;
  }

  @Override
  public String url(MediaFile file) {
    String path = base + FileLinks.path(file);
    return signer
        .sign(file.id())
        .map(it ->
            "%s?%s=%d&%s=%s&%s=%s"
                .formatted(path, ENDS, it.ends(), KEY, it.key(), VALUE, it.value()))
        .orElse(path);
  }

  @Override
  public long period() {
    return signer.day();
  }

  /// The time at which the link of the request expires, in seconds since 1970; empty if the request
  /// has no valid signature. May block.
  Optional<Long> end(Request request, String id) {
    String ends = request.query(ENDS);
    String key = request.query(KEY);
    String value = request.query(VALUE);
    if (ends == null || key == null || value == null || !ends.matches("[0-9]{1,12}")) {
      return Optional.empty();
    }
    Signature signature = new Signature(Long.parseLong(ends), key, value);
    return signer.isValid(id, signature) ? Optional.of(signature.ends()) : Optional.empty();
  }
}
