import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.AccessFlags;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.reflect.AccessFlag;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// `./parley dev`: runs the server, and restarts it after each change of a source that compiles.
///
/// Changed Java files are compiled in this process, together with the files that use what they have
/// changed for others, into a folder that the server searches before its jar. This takes about a
/// second. Maven builds everything after any other change: a resource, the web client, a `pom.xml`,
/// a file that was removed, or a constant, whose value the compiler copies into other classes.
///
/// Arguments: the folder of the sources, then the options of the server's JVM.
final class Develop {
  private static final long PAUSE_MS = 200;

  /// The modules whose classes the server uses.
  private static final List<String> MODULES = List.of("server", "socketio", "socketio-client");

  private final Path home;
  private final Path target;
  private final Path jar;
  private final Path overlay;
  private final Path compiled;
  private final List<String> options;
  private final Classes classes = new Classes();

  /// The sources that have changed since the server got its classes: of any kind, and removed ones.
  private final Set<Path> changed = new TreeSet<>();

  private Process builder;
  private Process server;
  private boolean ended;
  private int exitCode;

  private Develop(Path home, List<String> options) {
    this.home = home;
    this.options = options;
    target = home.resolve("server").resolve("target");
    jar = target.resolve("parley-dev.jar");
    overlay = target.resolve("dev").resolve("classes");
    compiled = target.resolve("dev").resolve("compiled");
  }

  static void main(String[] args) {
    List<String> arguments = List.of(args);
    Develop develop =
        new Develop(Path.of(arguments.getFirst()), arguments.subList(1, arguments.size()));
    Runtime.getRuntime().addShutdownHook(new Thread(develop::end));
    try {
      develop.run();
    } catch (Exception e) {
      e.printStackTrace();
      develop.exitCode = 1;
      System.exit(1);
    }
  }

  private void run() throws Exception {
    Map<Path, Long> before = sources();
    if (build()) {
      start();
      warmUp();
    }
    while (true) {
      Thread.sleep(PAUSE_MS);
      noticeEnd();
      Map<Path, Long> now = sources();
      Set<Path> differing = differing(before, now);
      if (differing.isEmpty()) {
        continue;
      }
      before = now;
      changed.addAll(differing);
      boolean compiles = Files.exists(jar) && changed.stream().allMatch(it -> compilable(it, now));
      if (compiles ? compile() : build()) {
        stop();
        useCompiled();
        start();
      } else if (server != null) {
        say("the server keeps running as it was.");
      }
    }
  }

  // --- Sources ------------------------------------------------------------------------------

  /// The files that the server is built from, with the times at which they were written.
  private Map<Path, Long> sources() throws IOException {
    Map<Path, Long> found = new HashMap<>();
    List<Path> roots = new ArrayList<>(List.of(home.resolve("pom.xml")));
    try (Stream<Path> modules = Files.list(home)) {
      for (Path module : modules.toList()) {
        String name = module.getFileName().toString();
        roots.add(module.resolve("pom.xml"));
        if (!name.equals("bench") && !name.equals("simulator")) {
          roots.add(module.resolve("src").resolve("main"));
        }
      }
    }
    for (Path root : roots) {
      if (Files.exists(root)) {
        Files.walkFileTree(
            root,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                found.put(file, attributes.lastModifiedTime().toMillis());
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE; // editors write files by renaming others
              }
            });
      }
    }
    return found;
  }

  private static Set<Path> differing(Map<Path, Long> before, Map<Path, Long> now) {
    Set<Path> all = new HashSet<>(before.keySet());
    all.addAll(now.keySet());
    all.removeIf(it -> before.containsKey(it) && before.get(it).equals(now.get(it)));
    return all;
  }

  private boolean compilable(Path file, Map<Path, Long> now) {
    return now.containsKey(file)
        && file.toString().endsWith(".java")
        && MODULES.stream().anyMatch(module -> file.startsWith(javaFolder(module)));
  }

  private Path javaFolder(String module) {
    return home.resolve(module).resolve("src").resolve("main").resolve("java");
  }

  // --- Compiling ----------------------------------------------------------------------------

  /// Compiles the changed files, and those that use something of them that has changed.
  ///
  /// @return whether there are new classes for the server
  private boolean compile() throws Exception {
    long began = System.nanoTime();
    Set<Path> files = new TreeSet<>(changed);
    while (true) {
      if (!compile(files, compiled)) {
        return false;
      }
      Map<String, Classes.Info> fresh = Classes.inFolder(compiled);
      Set<String> names = classes.changedForOthers(fresh);
      if (names.stream().anyMatch(name -> classes.constantsDiffer(name, fresh))) {
        return build();
      }
      Set<Path> users =
          classes.users(names).stream()
              .flatMap(source -> source(source).stream())
              .collect(Collectors.toCollection(TreeSet::new));
      if (!files.addAll(users)) {
        break;
      }
    }
    say("compiled %d files in %d ms".formatted(files.size(), millisSince(began)));
    return true;
  }

  /// Compiles one file in vain: the first compilation in a process takes several times as long.
  private void warmUp() throws IOException {
    Optional<Path> any = source("dev/parley/cli/Main.java");
    if (any.isPresent() && compile(List.of(any.get()), compiled)) {
      delete(compiled);
    }
  }

  private boolean compile(Collection<Path> files, Path output) throws IOException {
    delete(output);
    Files.createDirectories(output);
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    boolean succeeded;
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<String> settings =
          List.of(
              "-d", output.toString(), "-cp", classPath(), "-proc:none", "-implicit:none", "-g");
      succeeded =
          compiler
              .getTask(
                  null,
                  manager,
                  problems,
                  settings,
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
    }
    for (Diagnostic<? extends JavaFileObject> problem : problems.getDiagnostics()) {
      if (problem.getKind() == Diagnostic.Kind.ERROR) {
        System.err.println(problem);
      }
    }
    return succeeded;
  }

  private String classPath() throws IOException {
    try (Stream<Path> libraries = Files.list(target.resolve("lib"))) {
      return Stream.concat(Stream.of(overlay, jar), libraries)
          .map(Path::toString)
          .collect(Collectors.joining(File.pathSeparator));
    }
  }

  private Optional<Path> source(String source) {
    return MODULES.stream()
        .map(module -> javaFolder(module).resolve(source))
        .filter(Files::exists)
        .findFirst();
  }

  /// Moves what was compiled last to where the server finds it. The server must not run: it loads
  /// many classes only when it needs them.
  private void useCompiled() throws IOException {
    if (!Files.exists(compiled)) {
      return;
    }
    classes.putAll(Classes.inFolder(compiled));
    for (Path file : filesIn(compiled)) {
      Path place = overlay.resolve(compiled.relativize(file).toString());
      Files.createDirectories(place.getParent());
      Files.move(file, place, StandardCopyOption.REPLACE_EXISTING);
    }
    changed.clear();
  }

  /// Lets Maven build the jar if it is older than a source.
  private boolean build() throws Exception {
    synchronized (this) {
      if (ended) {
        return false;
      }
      String launcher = home.resolve("parley").toString();
      builder = new ProcessBuilder("sh", launcher, "build").inheritIO().start();
    }
    if (builder.waitFor() != 0) {
      return false;
    }
    stop();
    delete(overlay);
    delete(compiled);
    Files.createDirectories(overlay);
    changed.clear();
    // The server runs from a copy, so that a build does not replace the jar that it uses.
    Files.copy(target.resolve("parley.jar"), jar, StandardCopyOption.REPLACE_EXISTING);
    classes.read(jar, target.resolve("lib"));
    return true;
  }

  // --- The server ---------------------------------------------------------------------------

  private synchronized void start() throws IOException {
    if (ended) {
      return;
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-XX:TieredStopAtLevel=1"); // the second compiler would delay the start
    command.add("-cp");
    command.add(overlay + File.pathSeparator + jar);
    command.addAll(List.of("dev.parley.cli.Main", "serve"));
    server = new ProcessBuilder(command).inheritIO().start();
  }

  private synchronized void stop() throws InterruptedException {
    if (server != null) {
      server.destroy();
      server.waitFor();
      server = null;
    }
  }

  private synchronized void noticeEnd() {
    if (server != null && !server.isAlive()) {
      server = null;
      say("the server has ended; the next change restarts it.");
    }
  }

  /// Ends with 0 after a signal, which is the usual end.
  private void end() {
    synchronized (this) {
      ended = true;
    }
    try {
      if (builder != null) {
        builder.destroy();
        builder.waitFor();
      }
      stop();
      Files.deleteIfExists(jar);
      delete(target.resolve("dev"));
    } catch (IOException | InterruptedException e) {
      System.err.println("parley dev: " + e);
    }
    Runtime.getRuntime().halt(exitCode);
  }

  private static void say(String words) {
    System.err.println("parley dev: " + words);
  }

  private static long millisSince(long began) {
    return (System.nanoTime() - began) / 1_000_000;
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  // --- What classes know of each other --------------------------------------------------------

  /// The classes that the server consists of: what each offers to others, and which others it
  /// names.
  private static final class Classes {
    private static final Pattern NAME = Pattern.compile("dev/parley/[\\w/$]+");

    private final Map<String, Info> known = new HashMap<>();

    /// @param source the source file, below the Java folder of its module
    /// @param offers everything that other classes can see, for comparison
    /// @param constants the constants that the compiler copies into other classes
    /// @param parents the classes and interfaces that it extends
    /// @param names the classes that it names
    private record Info(
        String source,
        Set<String> offers,
        Set<String> constants,
        Set<String> parents,
        Set<String> names) {}

    void read(Path jar, Path libraries) throws IOException {
      known.clear();
      List<Path> jars = new ArrayList<>(List.of(jar));
      try (Stream<Path> files = Files.list(libraries)) {
        files.filter(it -> it.getFileName().toString().startsWith("parley-")).forEach(jars::add);
      }
      for (Path file : jars) {
        try (FileSystem inside = FileSystems.newFileSystem(file)) {
          known.putAll(inFolder(inside.getPath("/")));
        }
      }
    }

    void putAll(Map<String, Info> classes) {
      known.putAll(classes);
    }

    static Map<String, Info> inFolder(Path folder) throws IOException {
      try (Stream<Path> files = Files.walk(folder)) {
        return files
            .filter(file -> file.toString().endsWith(".class"))
            .map(Classes::parse)
            .collect(Collectors.toMap(it -> it.thisClass().asInternalName(), Classes::info));
      }
    }

    private static ClassModel parse(Path file) {
      try {
        return ClassFile.of().parse(Files.readAllBytes(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// The classes that others see differently than before, and all that extend them.
    Set<String> changedForOthers(Map<String, Info> fresh) {
      Set<String> changed = new HashSet<>();
      fresh.forEach((name, info) -> {
        Info before = known.get(name);
        if (before != null && !before.offers.equals(info.offers)) {
          changed.add(name);
        }
      });
      boolean more = !changed.isEmpty();
      while (more) {
        more = false;
        for (Map.Entry<String, Info> entry : known.entrySet()) {
          if (entry.getValue().parents.stream().anyMatch(changed::contains)) {
            more |= changed.add(entry.getKey());
          }
        }
      }
      return changed;
    }

    boolean constantsDiffer(String name, Map<String, Info> fresh) {
      Info before = known.get(name);
      Info after = fresh.get(name);
      return before != null && after != null && !before.constants.equals(after.constants);
    }

    /// The source files of the classes that name one of `names`.
    Set<String> users(Set<String> names) {
      Set<String> sources = new HashSet<>();
      for (Info info : known.values()) {
        if (info.names.stream().anyMatch(names::contains)) {
          sources.add(info.source);
        }
      }
      return sources;
    }

    private static Info info(ClassModel model) {
      String name = model.thisClass().asInternalName();
      Set<String> constants = new HashSet<>();
      Set<String> offers = new HashSet<>();
      Set<String> parents = new HashSet<>();
      model.superclass().ifPresent(it -> parents.add(it.asInternalName()));
      model.interfaces().forEach(it -> parents.add(it.asInternalName()));
      offers.add(model.flags().flagsMask() + " " + new TreeSet<>(parents));
      model
          .findAttribute(Attributes.signature())
          .ifPresent(it -> offers.add(it.signature().stringValue()));
      model
          .findAttribute(Attributes.permittedSubclasses())
          .ifPresent(it ->
              it.permittedSubclasses()
                  .forEach(one -> offers.add("permits " + one.asInternalName())));
      model
          .findAttribute(Attributes.record())
          .ifPresent(it ->
              it.components()
                  .forEach(one -> offers.add("component " + one.name() + one.descriptor())));
      model.fields().stream()
          .filter(field -> visible(field.flags()))
          .forEach(field -> {
            String shape = shape(field.flags(), field.fieldName(), field.fieldType());
            offers.add(
                shape
                    + field
                        .findAttribute(Attributes.signature())
                        .map(it -> it.signature().stringValue()));
            field
                .findAttribute(Attributes.constantValue())
                .ifPresent(it -> constants.add(shape + it.constant().constantValue()));
          });
      model.methods().stream()
          .filter(method -> visible(method.flags()))
          .forEach(method ->
              offers.add(
                  shape(method.flags(), method.methodName(), method.methodType())
                      + method
                          .findAttribute(Attributes.signature())
                          .map(it -> it.signature().stringValue())
                      + method
                          .findAttribute(Attributes.exceptions())
                          .map(it ->
                              it.exceptions().stream().map(ClassEntry::asInternalName).toList())));
      offers.addAll(constants);

      Set<String> names = new HashSet<>();
      for (PoolEntry entry : model.constantPool()) {
        if (entry
            instanceof Utf8Entry text) { // names of classes, and descriptors, which contain them
          NAME.matcher(text.stringValue()).results().forEach(it -> names.add(it.group()));
        }
      }
      names.remove(name);
      String file =
          model
              .findAttribute(Attributes.sourceFile())
              .map(it -> it.sourceFile().stringValue())
              .orElse("");
      return new Info(
          name.substring(0, name.lastIndexOf('/') + 1) + file, offers, constants, parents, names);
    }

    private static boolean visible(AccessFlags flags) {
      return !flags.has(AccessFlag.PRIVATE) && !flags.has(AccessFlag.SYNTHETIC);
    }

    private static String shape(AccessFlags flags, Utf8Entry name, Utf8Entry type) {
      return flags.flagsMask() + " " + name + type;
    }
  }
}
