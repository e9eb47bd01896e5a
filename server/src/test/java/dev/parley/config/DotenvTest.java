package dev.parley.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `.env` files, read by Parley and by npm's `dotenv` 16.
final class DotenvTest {
  private static final Path PACKAGES = Path.of("target", "test-npm");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> TEXTS =
      List.of(
          "",
          "PORT=6101\n",
          "PORT=6101",
          "PORT = 6101 \n",
          "  PORT=6101\n\tHOST=::1\n",
          "export PORT=6101\nexport   HOST=localhost\n",
          "exportPORT=1\nexport=2\nexport =3\n",
          "PORT: 6101\nHOST:localhost\nA : b\n",
          "A='single'\nB=\"double\"\nC=`back`\n",
          "A=' kept spaces '\nB=\" kept \"\nC=  dropped  \n",
          "A='it\\'s'\nB=\"say \\\"hi\\\"\"\nC=`a\\`b`\n",
          "A='it''s'\nB=\"a\" \"b\"\n",
          "A=\"one\\ntwo\\rthree\\tfour\"\nB='one\\ntwo'\nC=one\\ntwo\nD=`one\\ntwo`\n",
          "A=\"one\ntwo\nthree\"\nB=2\n",
          "A='one\ntwo'\nB=`three\n\nfour`\n",
          "KEY=\"-----BEGIN KEY-----\nMIIE+/abc==\n-----END KEY-----\n\"\nPORT=1\n",
          "A=\"unclosed\nB=2\n",
          "A='unclosed\nB=2\nC='x'\n",
          "A=\"\nB=2\"\nC=3\n",
          "# comment\nA=1 # inline\nB=2#inline\nC=a #b #c\n",
          "A='with # inside' # after\nB=\"with # inside\"# after\nC=`#`\n",
          "A=#nothing\nB= # nothing\nC=\n",
          "#A=1\n #B=2\n\t# C='3'\nD=4\n",
          "A=\nB=\n\nC=3\n",
          "A\n=1\nB=\n'two'\n",
          "A=1\nA=2\nA=\n",
          "A=1\r\nB=2\r\n\r\nC='3'\r\n",
          "A=1\rB=2\r",
          "A=\"one\r\ntwo\"\r\nB=3\r\n",
          "\uFEFFPORT=6101\nHOST=x\n",
          "\uFEFF# comment\nPORT=6101\n",
          "// old settings\n[server]\n---\nPORT=6101\n",
          "PORT 6101\nHOST=localhost\n",
          "WHATSAPP_APP_SECRET hunter2\n",
          "A.B-C_1=ok\nÄ=no\n1A=yes\n$A=no\nA B=c\n",
          "A==b\nB=c=d\nC= =e\nURI=mongodb://u:p%40w@h:1/db?a=b&c=d\n",
          "A=\\\"quoted\\\"\nB=\\'x\\'\nC=a\\\\b\nD=\"a\\\\nb\"\n",
          "A=\"\"\nB=''\nC=``\nD=\"\nE='\n",
          "A='\"nested\"'\nB=\"'nested'\"\nC=`'\"`\n",
          "A=x'y'z\nB=x\"y\nC='x'y\nD='x' y\n",
          "A=$HOME\nB=${PORT}\nC='$HOME'\nD=\\$HOME\n",
          "A=münchen\nB='日本語'\nC=\"👍\\n\"\n",
          "\u00a0A=1\n\u3000B=\u00a0two\u00a0\nC\u00a0=3\n",
          "A=1\u2028B=2\u2029C=3\u0085D=4\n",
          "A=\u000b1\u000c\nB=\t2\t\n",
          "A = 'x'   \nB   =   \"y\"   # z\n",
          "A=one two  three\nB=a\tb\n",
          "A='a'\\''b'\nB=\"a\"\\\"b\"\n",
          "A=\"a\\\nb\"\nB='a\\\nb'\n",
          "A=\"{\\\"k\\\": \\\"v # w\\\"}\"\nB={\"k\": \"v # w\"}\n",
          "A='x\nB='y'\nC=z\n",
          "\n\n\nA=1\n\n\n",
          "=1\n:2\nA:\nB:  \nC:3\n",
          "export A\nexport B=1 C=2\n",
          "A=`multi\nline \"with\" 'quotes'`\nB=1\n",
          "A=\0x\nB=\u001b[0m\n");

  @TempDir private Path folder = Path.of("");

  @Test
  void everyKindOfLineIsReadAsNodeReadsIt() throws Exception {
    List<byte[]> files =
        Stream.concat(
                TEXTS.stream().map(text -> text.getBytes(UTF_8)),
                Stream.of("PORT=6101\n# Schlüssel\nA=Schlüssel\nB='é'x\n".getBytes(ISO_8859_1)))
            .toList();

    assertSame(files);
  }

  @Test
  void everyFileIsReadAsNodeReadsIt() throws Exception {
    long seed = Long.getLong("parley.seed", System.nanoTime());
    System.out.println("DotenvTest: -Dparley.seed=" + seed);
    Random random = new Random(seed);
    String[] pieces =
        "A|B|=|=|:|'|'|\"|\"|`|`|\\|\\n|\n|\n|\r\n|\r| |\t|#|export |x|1|.|-|\u00a0|\uFEFF|\u2028|\u0085|ü"
            .split("\\|", -1);
    List<byte[]> files = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      files.add(text.toString().getBytes(UTF_8));
    }

    assertSame(files);
  }

  /// Both readers find the same names and values in each file.
  private void assertSame(List<byte[]> files) throws Exception {
    List<Map<String, String>> node = readByNode(files);

    assertEquals(files.size(), node.size());
    for (int i = 0; i < files.size(); i++) {
      Map<String, String> ours = new TreeMap<>();
      EnvFile.parse(new String(files.get(i), UTF_8))
          .entries()
          .forEach((name, entry) -> ours.put(name, entry.value()));
      String file = Arrays.toString(files.get(i)) + "\n" + new String(files.get(i), UTF_8);
      assertEquals(new TreeMap<>(node.get(i)), ours, () -> file);
    }
  }

  private List<Map<String, String>> readByNode(List<byte[]> files)
      throws IOException, InterruptedException {
    if (!Files.isDirectory(PACKAGES.resolve("node_modules/dotenv"))) {
      String why = "npm's dotenv is missing: install Node.js and build again";
      System.out.println("[WARNING] SKIPPED the comparison with dotenv: " + why);
      abort(why);
    }
    List<Path> paths = new ArrayList<>();
    for (byte[] file : files) {
      Path path = folder.resolve(paths.size() + ".env");
      Files.write(path, file);
      paths.add(path);
    }
    Path list = folder.resolve("list");
    Files.writeString(list, paths.stream().map(Path::toString).collect(Collectors.joining("\n")));
    Process process =
        new ProcessBuilder(
                "node", Path.of("src/test/resources/dotenv/read.cjs").toAbsolutePath().toString())
            .directory(PACKAGES.toFile())
            .redirectInput(list.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Map<String, String>> answers = new ArrayList<>();
    try (var lines = process.inputReader(UTF_8)) {
      for (String line : lines.lines().toList()) {
        answers.add(JSON.readValue(line, new TypeReference<>() {}));
      }
    }
    assertEquals(0, process.waitFor());
    return answers;
  }
}
