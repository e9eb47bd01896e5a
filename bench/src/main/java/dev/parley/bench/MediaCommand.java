package dev.parley.bench;

import dev.parley.bench.load.RequestTemplate;
import dev.parley.bench.media.MediaSession;
import dev.parley.bench.server.ParleyServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The `parley bench media` command: measures the cost of files.
@Command(
    name = "media",
    description = "Measures files: uploads, downloads, thumbnails, and webhooks during downloads.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class MediaCommand implements Callable<Integer> {
  private static final String SPEED = "speed";
  private static final String AT_ONCE = "at-once";
  private static final String THUMBNAILS = "thumbnails";
  private static final String WEBHOOKS = "webhooks";
  private static final Set<String> ALL = Set.of(SPEED, AT_ONCE, THUMBNAILS, WEBHOOKS);

  private static final long MEGABYTE = 1_000_000;
  private static final double LEAST_SPEED = 0.8;

  /// The target: all uploads together may take at most this much more memory than one upload.
  private static final double MOST_MORE_MEGABYTES = 64;

  private static final double LEAST_THUMBNAILS = 30;
  private static final double MOST_RATIO = 2;

  @Spec private CommandSpec spec;

  @Mixin private JvmOptions jvm;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "The measurements: speed, at-once, thumbnails, webhooks. All if omitted.")
  private Set<String> only = Set.of();

  @Option(
      names = "--megabytes",
      defaultValue = "100",
      paramLabel = "N",
      description = "The size of files, in millions of bytes (${DEFAULT-VALUE}).")
  private int megabytes;

  @Option(
      names = "--rounds",
      defaultValue = "12",
      paramLabel = "N",
      description =
          "speed: the number of measurements in each direction, after one for warm-up"
              + " (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--uploads",
      defaultValue = "64",
      paramLabel = "N",
      description = "at-once: the number of files (${DEFAULT-VALUE}).")
  private int uploads;

  @Option(
      names = "--photos",
      defaultValue = "100",
      paramLabel = "N",
      description = "thumbnails: the number of photos (${DEFAULT-VALUE}).")
  private int photos;

  @Option(
      names = "--downloads",
      defaultValue = "16",
      paramLabel = "N",
      description = "webhooks: the number of downloads at once (${DEFAULT-VALUE}).")
  private int downloads;

  @Option(
      names = "--line",
      defaultValue = "5",
      paramLabel = "N",
      description =
          "webhooks: the speed of each client's connection in millions of bytes a second"
              + " (${DEFAULT-VALUE}).")
  private int line;

  @Option(
      names = "--rate",
      defaultValue = "200",
      paramLabel = "N",
      description = "webhooks: webhooks a second, with one message each (${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      paramLabel = "N",
      description = "webhooks: the duration of each row (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "10",
      paramLabel = "N",
      description = "webhooks: the warm-up in seconds before each row (${DEFAULT-VALUE}).")
  private int warmUp;

  /// Webhooks during downloads, in the form in which they are written to the file.
  record WebhooksDuringDownloads(
      int downloads, double megabytesPerSecond, Results.Latency answeredMillis) {}

  /// The report, in the form in which it is written to the file. Parts that were not measured are
  /// null or empty.
  record Report(
      Results.Circumstances circumstances,
      MediaSession.@Nullable Speed speed,
      MediaSession.@Nullable AtOnce atOnce,
      MediaSession.@Nullable Thumbnails thumbnails,
      List<WebhooksDuringDownloads> webhooks,
      List<String> missed) {}

  @Override
  public Integer call() throws Exception {
    Set<String> wanted = Parts.wanted(spec, only, ALL);
    RunFolder at = RunFolder.open();
    Results.Circumstances circumstances =
        at.circumstances(spec.root().commandLine().getParseResult(), jvm.all());
    new Table(System.out).print(new Results(circumstances));
    MediaSession session =
        new MediaSession(new ParleyServer(at.home(), jvm.more()), at.work(), System.err);
    List<String> missed = new ArrayList<>();
    MediaSession.Speed speed = wanted.contains(SPEED) ? speed(session, missed) : null;
    MediaSession.AtOnce atOnce = wanted.contains(AT_ONCE) ? atOnce(session, missed) : null;
    MediaSession.Thumbnails small =
        wanted.contains(THUMBNAILS) ? thumbnails(session, missed) : null;
    List<WebhooksDuringDownloads> webhooks =
        wanted.contains(WEBHOOKS) ? webhooks(session, at.run(), missed) : List.of();
    missed.forEach(it -> System.out.println("MISSED: " + it));
    at.finish("media", new Report(circumstances, speed, atOnce, small, webhooks, missed));
    return missed.isEmpty() ? 0 : 1;
  }

  private MediaSession.Speed speed(MediaSession session, List<String> missed) throws Exception {
    MediaSession.Speed speed = session.speed(megabytes * MEGABYTE, rounds + 1);
    print("upload", speed.upload(), speed.plainUpload(), missed);
    print("download", speed.download(), speed.plainDownload(), missed);
    return speed;
  }

  private static void print(String way, double ours, double plain, List<String> missed) {
    System.out.printf(
        Locale.ROOT,
        "%-10s %,8.0f MB/s, a plain copy %,8.0f MB/s: ratio %.2f%n",
        way,
        ours,
        plain,
        ours / plain);
    if (ours < plain * LEAST_SPEED) {
      missed.add("%s: at least %.1f times the speed of a plain copy".formatted(way, LEAST_SPEED));
    }
  }

  private MediaSession.AtOnce atOnce(MediaSession session, List<String> missed) throws Exception {
    MediaSession.AtOnce row = session.atOnce(uploads, megabytes * MEGABYTE);
    System.out.printf(
        Locale.ROOT,
        "%d uploads of %d MB at once: at most %.0f MB resident, %.0f with one upload, %.0f idle;"
            + " %.1f s%n",
        uploads,
        megabytes,
        row.megabytesOfAll(),
        row.megabytesOfOne(),
        row.megabytesBefore(),
        row.seconds());
    if (row.megabytesOfAll() > row.megabytesOfOne() + MOST_MORE_MEGABYTES) {
      missed.add(
          "uploads at once: at most %.0f MB more than one upload".formatted(MOST_MORE_MEGABYTES));
    }
    return row;
  }

  private MediaSession.Thumbnails thumbnails(MediaSession session, List<String> missed)
      throws Exception {
    MediaSession.Thumbnails row = session.thumbnails(photos);
    System.out.printf(
        Locale.ROOT,
        "thumbnails of photos of 12 megapixels, %.1f MB each: %.1f a second, %.1f for each core"
            + " and second%n",
        row.photoMegabytes(),
        row.perSecond(),
        row.perCoreSecond());
    if (row.perCoreSecond() < LEAST_THUMBNAILS) {
      missed.add("thumbnails: at least %.0f for each core and second".formatted(LEAST_THUMBNAILS));
    }
    return row;
  }

  private List<WebhooksDuringDownloads> webhooks(
      MediaSession session, String run, List<String> missed) throws Exception {
    List<MediaSession.WebhooksDuringDownloads> measured =
        session.webhooksBeside(
            downloads,
            line * MEGABYTE,
            megabytes * MEGABYTE,
            RequestTemplate.post("/webhook", MeasuredRequest.webhookBody(run)),
            rate,
            Duration.ofSeconds(warmUp),
            Duration.ofSeconds(seconds));
    List<WebhooksDuringDownloads> rows =
        measured.stream()
            .map(it ->
                new WebhooksDuringDownloads(
                    it.downloads(), it.megabytesPerSecond(), Results.Latency.of(it.answered())))
            .toList();
    for (WebhooksDuringDownloads row : rows) {
      System.out.printf(
          Locale.ROOT,
          "%,.0f webhooks a second beside %d downloads, %,.0f MB/s: p50 %.2f ms, p99 %.2f ms%n",
          rate,
          row.downloads(),
          row.megabytesPerSecond(),
          row.answeredMillis().p50(),
          row.answeredMillis().p99());
      if (row.answeredMillis().p99() > rows.getFirst().answeredMillis().p99() * MOST_RATIO) {
        missed.add(
            "webhooks beside %,.0f MB/s: p99 at most %.0f times that without downloads"
                .formatted(row.megabytesPerSecond(), MOST_RATIO));
      }
    }
    return rows;
  }
}
