package dev.parley.bench.media;

import dev.parley.bench.load.Load;
import dev.parley.bench.load.LoadDriver;
import dev.parley.bench.load.Median;
import dev.parley.bench.load.Pace;
import dev.parley.bench.load.RequestTemplate;
import dev.parley.bench.server.ParleyServer;
import dev.parley.bench.server.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/// Measures the cost of files. Each measurement starts a server of its own in a folder of its own.
/// Used by one thread.
public final class MediaSession {
  private static final long SEED = 15;
  private static final int CONNECTIONS = 16;
  private static final int WARM_UP_PHOTOS = 20;
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final String PDF = "application/pdf";
  private static final double MEGABYTE = 1e6;

  private final ParleyServer parley;
  private final Path work;
  private final PrintStream progress;

  /// Creates a session; each of its methods makes one measurement.
  ///
  /// @param work an empty folder
  public MediaSession(ParleyServer parley, Path work, PrintStream progress) {
    this.parley = parley;
    this.work = work;
    this.progress = progress;
  }

  /// The speed of one file over one connection, in megabytes (10^6 bytes) in a second; each value
  /// is the median of the rounds.
  ///
  /// @param plainUpload the speed of the upload by [PlainCopy]
  /// @param upload the speed of the upload to Parley
  public record Speed(double plainUpload, double upload, double plainDownload, double download) {}

  /// Measures uploads and downloads alternately with a plain copy.
  ///
  /// @param size the size of the file in bytes
  /// @param rounds the number of rounds; the first one is not counted
  public Speed speed(long size, int rounds) throws IOException {
    List<List<Double>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(new ArrayList<>());
    }
    try (ServerProcess server = start("speed");
        BigFile file = BigFile.create(work.resolve("speed.pdf"), size, SEED)) {
      MediaClient client = new MediaClient(server);
      PlainCopy plain = new PlainCopy(work);
      for (int round = 0; round < rounds; round++) {
        progress.printf("speed, round %d%n", round + 1);
        int number = round;
        List<Double> speeds = new ArrayList<>();
        speeds.add(speed(size, plain.upload(file, number)));
        long begun = System.nanoTime();
        String id = client.upload("a.pdf", PDF, size, to -> file.sendTo(to, number));
        speeds.add(speed(size, System.nanoTime() - begun));
        speeds.add(speed(size, plain.download()));
        begun = System.nanoTime();
        long _ = client.download("/api/media/" + id, 0);
        speeds.add(speed(size, System.nanoTime() - begun));
        for (int i = 0; i < speeds.size() && round > 0; i++) {
          all.get(i).add(speeds.get(i));
        }
      }
    }
    List<Double> medians = all.stream().map(one -> Median.of(one, Double::doubleValue)).toList();
    return new Speed(medians.get(0), medians.get(1), medians.get(2), medians.get(3));
  }

  private static double speed(long size, long nanos) {
    return size / MEGABYTE / (nanos / 1e9);
  }

  /// The results of many uploads at once. Megabytes (2^20 bytes) are resident memory.
  ///
  /// @param megabytesBefore the memory of the idle server
  /// @param megabytesOfOne the highest memory during the upload of one file
  /// @param megabytesOfAll the highest memory during the upload of all files
  /// @param seconds the time until all files were uploaded
  public record AtOnce(
      double megabytesBefore, double megabytesOfOne, double megabytesOfAll, double seconds) {}

  /// Uploads a number of different files at once, each over its own connection.
  public AtOnce atOnce(int files, long size) throws IOException {
    progress.println("uploads at once");
    try (ServerProcess server = start("at-once");
        BigFile file = BigFile.create(work.resolve("at-once.pdf"), size, SEED)) {
      double before = server.residentMegabytes();
      double one = most(server, upload(server, file, 0, 1));
      long begun = System.nanoTime();
      double all = most(server, upload(server, file, 1, files));
      return new AtOnce(before, one, all, (System.nanoTime() - begun) / 1e9);
    }
  }

  private static Future<?> upload(ServerProcess server, BigFile file, int first, int count) {
    MediaClient client = new MediaClient(server);
    return together(
        count,
        each ->
            client.upload("a.pdf", PDF, file.size(), to -> file.sendTo(to, first + (long) each)));
  }

  private interface Step {
    Object run(int number) throws IOException;
  }

  /// Runs a task several times in parallel.
  ///
  /// @return a future that completes when all have ended
  private static Future<?> together(int count, Step step) {
    ExecutorService threads = Executors.newCachedThreadPool();
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      all.add(threads.submit(() -> step.run(number)));
    }
    Future<?> done =
        threads.submit(() -> {
          for (Future<?> each : all) {
            each.get();
          }
          return null;
        });
    threads.shutdown();
    return done;
  }

  private static double most(ServerProcess server, Future<?> work) throws IOException {
    double most = server.residentMegabytes();
    while (!work.isDone()) {
      sleep(LOOK);
      most = Math.max(most, server.residentMegabytes());
    }
    finish(work);
    return most;
  }

  private static void finish(Future<?> work) throws IOException {
    try {
      work.get();
    } catch (ExecutionException failed) {
      throw new IOException(failed.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /// The results of thumbnails of photos.
  ///
  /// @param photoMegabytes the size of each photo (10^6 bytes)
  /// @param perSecond the number of thumbnails in a second, one after another, from the request to
  ///   the last byte
  /// @param perCoreSecond the number of thumbnails for each second of processor time that the
  ///   server used
  public record Thumbnails(double photoMegabytes, double perSecond, double perCoreSecond) {}

  /// Requests the thumbnails of a number of different photos of 12 megapixels, one after another.
  public Thumbnails thumbnails(int photos) throws IOException {
    progress.println("thumbnails");
    Photos camera = new Photos(SEED);
    try (ServerProcess server = start("thumbnails")) {
      MediaClient client = new MediaClient(server);
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < WARM_UP_PHOTOS + photos; i++) {
        byte[] photo = camera.numbered(i);
        ids.add(
            client.upload(
                "a.jpg",
                "image/jpeg",
                photo.length,
                to -> {
                  ByteBuffer bytes = ByteBuffer.wrap(photo);
                  while (bytes.hasRemaining()) {
                    to.write(bytes);
                  }
                }));
      }
      look(client, ids.subList(0, WARM_UP_PHOTOS));
      long begun = System.nanoTime();
      Duration cpu = server.cpu();
      look(client, ids.subList(WARM_UP_PHOTOS, ids.size()));
      double seconds = (System.nanoTime() - begun) / 1e9;
      double busy = server.cpu().minus(cpu).toNanos() / 1e9;
      return new Thumbnails(camera.numbered(0).length / MEGABYTE, photos / seconds, photos / busy);
    }
  }

  private static void look(MediaClient client, List<String> photos) throws IOException {
    for (String id : photos) {
      long _ = client.download("/api/media/" + id + "?size=thumb", 0);
    }
  }

  /// The results of webhooks while files are downloaded.
  ///
  /// @param downloads the number of downloads at once; 0 for none
  /// @param megabytesPerSecond the speed of all downloads together (10^6 bytes)
  /// @param answered nanoseconds from the time when a webhook was due to its answer, which follows
  ///   when it is on disk
  public record WebhooksDuringDownloads(
      int downloads, double megabytesPerSecond, Histogram answered) {}

  /// Measures webhooks of texts at a fixed rate: first alone, then during downloads by clients with
  /// a given speed, then during downloads by clients that read as fast as the machine allows.
  ///
  /// @param bytesPerSecond the speed of each client's connection
  public List<WebhooksDuringDownloads> webhooksBeside(
      int downloads,
      long bytesPerSecond,
      long size,
      RequestTemplate webhook,
      double perSecond,
      Duration warmUp,
      Duration length)
      throws IOException {
    try (ServerProcess server = start("beside");
        BigFile file = BigFile.create(work.resolve("beside.pdf"), size, SEED)) {
      MediaClient client = new MediaClient(server);
      String path = "/api/media/" + client.upload("a.pdf", PDF, size, to -> file.sendTo(to, 0));
      AtomicLong numbers = new AtomicLong();
      Load load =
          new Load(server.address(), webhook, 200, CONNECTIONS, _ -> numbers.getAndIncrement());
      LoadDriver.run(load, new Pace.FixedRate(warmUp, perSecond));
      Pace pace = new Pace.FixedRate(length, perSecond);
      List<WebhooksDuringDownloads> all = new ArrayList<>();
      all.add(new WebhooksDuringDownloads(0, 0, LoadDriver.run(load, pace).latencies()));
      for (long speed : List.of(bytesPerSecond, 0L)) {
        progress.printf("webhooks beside %d downloads%n", downloads);
        AtomicBoolean enough = new AtomicBoolean();
        AtomicLong bytes = new AtomicLong();
        Future<?> clients =
            together(
                downloads,
                _ -> {
                  while (!enough.get()) {
                    bytes.addAndGet(client.download(path, speed));
                  }
                  return bytes;
                });
        LoadDriver.run(load, new Pace.FixedRate(warmUp, perSecond));
        long begun = System.nanoTime();
        long before = bytes.get();
        Histogram answered = LoadDriver.run(load, pace).latencies();
        double seconds = (System.nanoTime() - begun) / 1e9;
        double megabytes = (bytes.get() - before) / MEGABYTE;
        enough.set(true);
        finish(clients);
        all.add(new WebhooksDuringDownloads(downloads, megabytes / seconds, answered));
      }
      return all;
    }
  }

  private ServerProcess start(String name) throws IOException {
    Path data = Files.createDirectories(work.resolve(name));
    Map<String, String> settings = new HashMap<>();
    settings.put("DATA_DIR", data.toString());
    return parley.start(settings, work.resolve(name + ".log"));
  }

  private static void sleep(Duration time) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
