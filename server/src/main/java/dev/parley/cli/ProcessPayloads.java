package dev.parley.cli;

import dev.parley.Workbench;
import dev.parley.chat.Ingested;
import dev.parley.chat.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Stores webhook bodies from files, as if they had been posted.
@Command(
    name = "process-payloads",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Stores every *.json file of a folder, in name order, as a webhook body.",
      "Stored messages are not added again; unreadable files are named and skipped."
    })
final class ProcessPayloads implements Callable<Integer> {
  private static final String SAMPLES = "/dev/parley/samples/";

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "The folder; the samples that ship with Parley if left out.")
  private @Nullable Path folder;

  /// A body and its source.
  private interface Payload {
    String name();

    byte[] read() throws IOException;
  }

  @Override
  public Integer call() throws IOException {
    Console console = new Console(spec);
    List<Payload> payloads = folder == null ? samples() : files(folder);
    Ingested all = Ingested.NOTHING;
    int refused = 0;
    int unread = 0;
    try (Workbench workbench = Commands.workbench()) {
      for (Payload payload : payloads) {
        try {
          Ingested result = workbench.operations().receive(payload.read(), payload.name());
          all = all.plus(result);
          console.line("%-34s %s", Console.plain(payload.name()), summary(result));
        } catch (Refusal refusal) {
          refused++;
          console.line(
              "%-34s %s: %s",
              Console.plain(payload.name()),
              Console.bad("refused"),
              Console.plain(refusal.sentence()));
        } catch (IOException unreadable) {
          unread++;
          console.line(
              "%-34s %s: %s",
              Console.plain(payload.name()),
              Console.bad("cannot be read"),
              Console.plain(reason(unreadable)));
        }
      }
    }
    console.line("");
    console.line(
        "%d files: %s%s%s",
        payloads.size(),
        summary(all),
        refused == 0 ? "" : ", " + refused + " refused",
        unread == 0 ? "" : ", " + unread + " not read");
    return refused == 0 && unread == 0 && all.unprocessed() == 0 ? 0 : 1;
  }

  private static String reason(IOException failure) {
    return switch (failure) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "it leads to no file";
      default -> String.valueOf(failure.getMessage());
    };
  }

  private static String summary(Ingested result) {
    List<String> parts = new ArrayList<>();
    add(parts, result.messages(), "added");
    add(parts, result.statuses(), "updated");
    add(parts, result.duplicates() + result.ignored(), "skipped");
    add(parts, result.unprocessed(), "kept as unprocessed");
    return parts.isEmpty() ? "nothing in it" : String.join(", ", parts);
  }

  private static void add(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(count + " " + what);
    }
  }

  private static List<Payload> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new CommandException(folder + " is not a folder");
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".json"))
          .sorted()
          .<Payload>map(FilePayload::new)
          .toList();
    }
  }

  private static List<Payload> samples() {
    String index = new String(sample("index.txt"), StandardCharsets.UTF_8);
    return index
        .lines()
        .filter(name -> !name.isBlank())
        .sorted()
        .<Payload>map(Sample::new)
        .toList();
  }

  private static byte[] sample(String name) {
    try (InputStream resource = ProcessPayloads.class.getResourceAsStream(SAMPLES + name)) {
      if (resource == null) {
        throw new IllegalStateException("the sample " + name + " is missing from the program");
      }
      return resource.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record FilePayload(Path file) implements Payload {
    @Override
    public String name() {
      return file.getFileName().toString();
    }

    @Override
    public byte[] read() throws IOException {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new IOException("not a file"); // reading a pipe could wait forever
      }
      return Files.readAllBytes(file);
    }
  }

  private record Sample(String name) implements Payload {
    @Override
    public byte[] read() {
      return sample(name);
    }
  }
}
