// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and sizes of the product's own source files, of every module. */
class NamesTest {
  private static final int FILE_LINES = 300;
  private static final int METHOD_LINES = 40;
  private static final int FOLDER_FILES = 30;
  private static final int LEAST_FILES = 40;

  /** Names that say nothing about the thing they name. */
  private static final Pattern EMPTY_WORDS =
      Pattern.compile("(Abstract|Base)[A-Z].*|.*(Manager|Helper|Utils?|Impl)");

  /** A class in its package, as the documents write it: {@code session/Admission}. */
  private static final Pattern ON_THE_MAP = Pattern.compile("`([a-z]+/[A-Z]\\w+)(?:\\.java)?`");

  private static final int LEAST_NAMED = 4;

  private static final Pattern DECLARED =
      Pattern.compile(
          "^\\s*(?:(?:public|protected|private|static|final|abstract|sealed|non-sealed) )*"
              + "(?:class|interface|enum|record|@interface) ([A-Z]\\w*)");

  private static List<Path> mainFiles() throws IOException {
    return BuildModule.all().stream().flatMap(module -> module.sources().stream()).toList();
  }

  private static void assertOnlyKnown(Set<String> known, Set<String> found) {
    found.removeAll(known);
    assertEquals(Set.of(), found);
  }

  @Test
  void everyMainFileHasFewerThan300Lines() throws IOException {
    List<Path> files = mainFiles();
    assertTrue(files.size() >= LEAST_FILES, files.size() + " files");
    Set<String> tooLong = new TreeSet<>();
    for (Path file : files) {
      long lines = Files.readAllLines(file).size();
      if (lines >= FILE_LINES) {
        tooLong.add(file.getFileName().toString().replace(".java", ""));
      }
    }
    assertOnlyKnown(KnownViolations.LONG_FILES, tooLong);
  }

  @Test
  void everyMethodHasFewerThan40Lines() throws IOException {
    Map<String, Long> lines = Methods.lines(mainFiles());
    assertTrue(lines.size() >= LEAST_FILES, lines.size() + " methods");
    Set<String> tooLong = new TreeSet<>();
    lines.forEach(
        (method, length) -> {
          if (length >= METHOD_LINES) {
            tooLong.add(method);
          }
        });
    assertOnlyKnown(KnownViolations.LONG_METHODS, tooLong);
  }

  @Test
  void noFolderHasMoreThan30Files() throws IOException {
    Path root = Path.of(System.getProperty("drawbridge.sources"));
    Map<String, Integer> files = new TreeMap<>();
    for (Path file : mainFiles()) {
      files.merge(root.relativize(file.getParent()).toString(), 1, Integer::sum);
    }
    files.values().removeIf(number -> number <= FOLDER_FILES);
    assertOnlyKnown(KnownViolations.FULL_FOLDERS, new TreeSet<>(files.keySet()));
  }

  /** A map that names what has moved sends its reader astray. */
  @ParameterizedTest
  @ValueSource(strings = {"ARCHITECTURE.md", "CONTRIBUTING.md"})
  void everyFileThatTheMapNamesExists(String document) throws IOException {
    List<String> files =
        mainFiles().stream().map(file -> file.toString().replace('\\', '/')).toList();
    String text = Files.readString(Path.of(System.getProperty("drawbridge.sources"), document));
    Set<String> named =
        ON_THE_MAP.matcher(text).results().map(r -> r.group(1)).collect(Collectors.toSet());
    assertTrue(named.size() >= LEAST_NAMED, document + " names " + named);
    named.removeIf(name -> files.stream().anyMatch(file -> file.endsWith("/" + name + ".java")));
    assertEquals(Set.of(), named);
  }

  @Test
  void noNameIsTakenTwiceOnOneClassPath() throws IOException {
    Map<String, BuildModule> modules = new TreeMap<>();
    BuildModule.all().forEach(module -> modules.put(module.name(), module));
    Set<String> twice = new TreeSet<>();
    for (BuildModule module : modules.values()) {
      if (module.sources().isEmpty()) {
        continue;
      }
      Set<String> names = new TreeSet<>();
      for (BuildModule one : classPath(module, modules)) {
        for (Path file : one.sources()) {
          String name = file.getFileName().toString();
          if (!name.endsWith("-info.java") && !names.add(name)) {
            twice.add(name.replace(".java", ""));
          }
        }
      }
    }
    assertOnlyKnown(KnownViolations.NAMES_TAKEN_TWICE, twice);
  }

  /** A module and all that it needs, directly or not. */
  private static Set<BuildModule> classPath(BuildModule module, Map<String, BuildModule> all) {
    Set<BuildModule> found = new LinkedHashSet<>(Set.of(module));
    module.needs().forEach(name -> found.addAll(classPath(all.get(name), all)));
    return found;
  }

  @Test
  void typesAreNamedForWhatTheyAre() throws IOException {
    Set<String> taken = namesOfTheJdk();
    assertTrue(taken.contains("Timer") && taken.contains("String"), "read the JDK's names");
    Set<String> found = new TreeSet<>();
    for (Path file : mainFiles()) {
      for (String line : Files.readAllLines(file)) {
        var declared = DECLARED.matcher(line);
        if (declared.find()) {
          String name = declared.group(1);
          if (EMPTY_WORDS.matcher(name).matches() || taken.contains(name)) {
            found.add(file.getFileName() + ": " + name);
          }
        }
      }
    }
    assertEquals(Set.of(), found);
  }

  /** The public names of java.lang and java.util: to reuse one makes every import a riddle. */
  private static Set<String> namesOfTheJdk() throws IOException {
    Path base = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", "java.base");
    Set<String> names = new TreeSet<>();
    for (String directory : List.of("java/lang", "java/util")) {
      try (Stream<Path> files = Files.list(base.resolve(directory))) {
        names.addAll(
            files
                .map(file -> file.getFileName().toString())
                .filter(file -> file.endsWith(".class") && !file.contains("$"))
                .map(file -> file.replace(".class", ""))
                .filter(NamesTest::isPublic)
                .collect(Collectors.toSet()));
      }
    }
    return names;
  }

  private static boolean isPublic(String simple) {
    for (String prefix : List.of("java.lang.", "java.util.")) {
      try {
        if (java.lang.reflect.Modifier.isPublic(Class.forName(prefix + simple).getModifiers())) {
          return true;
        }
      } catch (ClassNotFoundException _) {
        // Of the other package.
      }
    }
    return false;
  }
}
