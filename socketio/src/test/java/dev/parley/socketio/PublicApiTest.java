package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Programs are compiled against the public API of this library. `public-api.txt` lists it: a
/// removed or changed line breaks these programs, and a new line must stay. After an intended
/// change, run `mvn -pl socketio test -Dtest=PublicApiTest -Dgolden.update=true`, and mention
/// removed lines in the changelog.
class PublicApiTest {
  private static final Path LIST = Path.of("src/test/resources/dev/parley/socketio/public-api.txt");

  @Test
  void thePublicApiIsAsListed() throws Exception {
    String now = shown();
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(LIST, now);
    }
    assertEquals(Files.readString(LIST), now);
  }

  private static String shown() throws IOException, URISyntaxException {
    Path classes =
        Path.of(SocketIoServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(classes::relativize)
          .map(Path::toString)
          .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .sorted()
          .map(PublicApiTest::load)
          .filter(PublicApiTest::isShown)
          .map(PublicApiTest::described)
          .collect(Collectors.joining("\n"));
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, PublicApiTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  /// Whether other packages can name it.
  private static boolean isShown(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    return !type.isAnonymousClass()
        && !type.isLocalClass()
        && isShown(type.getModifiers())
        && (outer == null || isShown(outer));
  }

  private static boolean isShown(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String described(Class<?> type) {
    List<String> members = new ArrayList<>();
    for (Field field : type.getDeclaredFields()) {
      if (isShown((Member) field)) {
        members.add(
            modifiers(field) + field.getGenericType().getTypeName() + " " + field.getName());
      }
    }
    Stream.concat(
            Arrays.stream(type.getDeclaredConstructors()), Arrays.stream(type.getDeclaredMethods()))
        .filter(PublicApiTest::isShown)
        .map(PublicApiTest::described)
        .forEach(members::add);
    String above =
        Stream.concat(
                Stream.ofNullable(type.getGenericSuperclass()),
                Arrays.stream(type.getGenericInterfaces()))
            .map(Type::getTypeName)
            .collect(Collectors.joining(", "));
    return type.toGenericString()
        + (above.isEmpty() ? "" : " : " + above)
        + members.stream().sorted().map(it -> "\n  " + it).collect(Collectors.joining())
        + "\n";
  }

  private static boolean isShown(Member member) {
    return isShown(member.getModifiers()) && !member.isSynthetic();
  }

  private static String described(Executable member) {
    String result =
        member instanceof Method method
            ? method.getGenericReturnType().getTypeName() + " " + method.getName()
            : "new";
    return modifiers(member)
        + result
        + Arrays.stream(member.getParameters())
            .map(Parameter::getParameterizedType)
            .map(Type::getTypeName)
            .collect(Collectors.joining(", ", "(", ")"))
        + (member.getExceptionTypes().length == 0
            ? ""
            : Arrays.stream(member.getExceptionTypes())
                .map(Class::getName)
                .collect(Collectors.joining(", ", " throws ", "")));
  }

  private static String modifiers(Member member) {
    int wanted =
        member.getModifiers()
            & (Modifier.PUBLIC
                | Modifier.PROTECTED
                | Modifier.STATIC
                | Modifier.ABSTRACT
                | Modifier.FINAL);
    return wanted == 0 ? "" : Modifier.toString(wanted) + " ";
  }
}
