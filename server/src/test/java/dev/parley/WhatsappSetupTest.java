package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.advice.Advice;
import dev.parley.config.ParleyConfig;
import dev.parley.doctor.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compares `docs/whatsapp-setup.md` with the program.
final class WhatsappSetupTest {
  private static final Path PAGE = Path.of("..", "docs", "whatsapp-setup.md");
  private static final String CODES_HEAD = "| code | what to do |\n| --- | --- |\n";
  private static final Pattern CHECK = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|");

  @TempDir private Path folder;

  /// `-Dgolden.update=true` rewrites the table, which ends the page.
  @Test
  void everyErrorCodeHasItsAdvice() throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf(CODES_HEAD) + CODES_HEAD.length();
    String rows =
        Advice.codes().stream()
            .map(code -> "| %d | %s |\n".formatted(code, Advice.on(code).orElseThrow()))
            .collect(Collectors.joining());
    if (Boolean.getBoolean("golden.update")) {
      page = page.substring(0, start) + rows;
      Files.writeString(PAGE, page);
    }

    assertEquals(rows, page.substring(start));
  }

  @Test
  void everyCheckOfTheDoctorIsExplained() throws IOException {
    String page = Files.readString(PAGE);
    String table =
        page.substring(page.indexOf("## What the doctor checks"), page.indexOf("## Error codes"));
    Set<String> explained =
        CHECK.matcher(table).results().map(MatchResult::group).collect(Collectors.toSet());
    Set<String> names = new TreeSet<>(List.of("sending", "hooks")); // of running servers only
    names.addAll(checks(Map.of()));
    try (FakeGraphApi meta = new FakeGraphApi()) {
      names.addAll(checks(meta.settings()));
    }

    assertEquals(names.stream().map("| `%s` |"::formatted).collect(Collectors.toSet()), explained);
  }

  private List<String> checks(Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("DATA_DIR", folder.resolve("data").toString());
    return SelfCheck.examine(
            ParleyConfig.load(environment, folder),
            null,
            Clock.fixed(FakeGraphApi.NOON, ZoneOffset.UTC))
        .findings()
        .stream()
        .map(Finding::name)
        .toList();
  }
}
