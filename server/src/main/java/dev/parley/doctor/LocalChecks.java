package dev.parley.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Checks of this machine and its settings.
public final class LocalChecks {
  private static final long MEGABYTE = 1024L * 1024;
  private static final long LITTLE = 1024 * MEGABYTE;
  private static final long TOO_LITTLE = 100 * MEGABYTE;

  private LocalChecks() {}

  /// Finds the free space of a disk.
  @FunctionalInterface
  public interface Room {
    /// The number of bytes that can still be written to the disk of `folder`.
    long free(Path folder) throws IOException;
  }

  /// Whether the store works.
  ///
  /// @param kind for example `sqlite`
  /// @param fault reads from the store, and returns a sentence for operators; empty if it works
  public static Check store(String kind, Supplier<Optional<String>> fault) {
    return new Check(
        "store",
        () ->
            fault
                .get()
                .map(found ->
                    Verdict.fail(
                        "The store (%s) does not work, so nothing is taken or sent: %s."
                            .formatted(kind, found),
                        "See the log of Parley, and docs/operations.md."))
                .orElseGet(() -> Verdict.ok("The store (%s) answers.".formatted(kind))));
  }

  /// The check of a store that was never opened.
  public static Check noStoreYet() {
    return new Check(
        "store", () -> Verdict.ok("There is no data yet: the first start makes the store."));
  }

  /// Whether there is disk space for messages.
  ///
  /// @param folder the folder of the embedded store; empty if the store is elsewhere
  public static Check disk(Optional<Path> folder, Room room) {
    return new Check(
        "disk",
        () -> {
          if (folder.isEmpty()) {
            return Verdict.skipped("MongoDB keeps everything: look at the disk of its server.");
          }
          Path there = existing(folder.get().toAbsolutePath());
          if (!Files.isWritable(there)) {
            return Verdict.fail(
                "Parley may not write to the data folder, so nothing can be stored.",
                "Give the folder that DATA_DIR names to the user that Parley runs as.");
          }
          return room(room.free(there));
        });
  }

  private static Verdict room(long free) {
    String amount = String.format(Locale.ROOT, "%.1f GB", (double) free / (1024 * MEGABYTE));
    if (free >= LITTLE) {
      return Verdict.ok("%s are free on the disk of the data folder.".formatted(amount));
    }
    String sentence =
        "%s are free on the disk of the data folder; when it is full, nothing is stored any more."
            .formatted(amount);
    String advice = "Make room, or move the data folder to a larger disk.";
    return free < TOO_LITTLE ? Verdict.fail(sentence, advice) : Verdict.warn(sentence, advice);
  }

  /// The folder, or its nearest existing parent.
  private static Path existing(Path folder) {
    Path there = folder;
    while (!Files.exists(there)) {
      @Nullable Path above = there.getParent();
      if (above == null) {
        return there;
      }
      there = above;
    }
    return there;
  }

  /// Whether forged webhooks are detected.
  ///
  /// @param secrets the number of app secrets that are set
  public static Check signatures(int secrets) {
    return new Check(
        "signatures",
        () ->
            secrets > 0
                ? Verdict.ok("Webhooks must be signed with the app secret.")
                : Verdict.warn(
                    "WHATSAPP_APP_SECRET is not set, so anybody who reaches the port can post"
                        + " messages.",
                    "Copy the app secret from the App Dashboard (App settings, Basic) to"
                        + " WHATSAPP_APP_SECRET."));
  }

  /// Whether Meta can confirm the address of the webhook.
  public static Check verifyToken(boolean set) {
    return new Check(
        "verify_token",
        () ->
            set
                ? Verdict.ok("A verify token is set.")
                : Verdict.warn(
                    "WEBHOOK_VERIFY_TOKEN is not set, so the webhook cannot be registered at Meta.",
                    "Choose any secret text, set it as WEBHOOK_VERIFY_TOKEN, and enter the same in"
                        + " the App Dashboard (WhatsApp, Configuration)."));
  }

  /// Whether outgoing webhooks are delivered.
  ///
  /// @param off the hooks that Parley has turned off: the reasons, by id
  public static Check hooks(Supplier<Map<String, String>> off) {
    return new Check(
        "hooks",
        () -> {
          Map<String, String> now = off.get();
          if (now.isEmpty()) {
            return Verdict.ok("No outgoing webhook was turned off.");
          }
          Map.Entry<String, String> first = now.entrySet().iterator().next();
          return Verdict.fail(
              "%d outgoing webhooks were turned off, and events wait for them; %s: %s."
                  .formatted(now.size(), first.getKey(), first.getValue()),
              "Fix the receiver, then turn the hook on again: PUT /api/hooks/%s {\"active\": true}."
                  .formatted(first.getKey()));
        });
  }

  /// Whether a running Parley server sends messages.
  ///
  /// @param stopped the reason why sending has stopped; empty if it works
  public static Check sending(Supplier<Optional<Verdict>> stopped) {
    return new Check(
        "sending", () -> stopped.get().orElseGet(() -> Verdict.ok("Sending has not stopped.")));
  }
}
