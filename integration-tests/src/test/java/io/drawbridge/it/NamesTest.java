// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names and sizes of the product's own source files, of every module. */
class NamesTest {
  private static final int LONGEST_FILE = 300;
  private static final int LEAST_FILES = 40;

  /** Names that say nothing about the thing they name. */
  private static final Pattern EMPTY_WORDS =
      Pattern.compile("(Abstract|Base)[A-Z].*|.*(Manager|Helper|Utils?|Impl)");

  private static final Pattern DECLARED =
      Pattern.compile(
          "^\\s*(?:(?:public|protected|private|static|final|abstract|sealed|non-sealed) )*"
              + "(?:class|interface|enum|record|@interface) ([A-Z]\\w*)");

  private static List<Path> mainFiles() throws IOException {
    Path root = Path.of(System.getProperty("drawbridge.sources"));
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> root.relativize(file).toString().matches("[^/]+/src/main/java/.*"))
          .sorted()
          .toList();
    }
  }

  @Test
  void noMainFileIsLongerThan300Lines() throws IOException {
    List<Path> files = mainFiles();
    assertTrue(files.size() >= LEAST_FILES, files.size() + " files");
    Set<String> tooLong = new TreeSet<>();
    for (Path file : files) {
      long lines = Files.readAllLines(file).size();
      if (lines > LONGEST_FILE) {
        tooLong.add(file + ": " + lines);
      }
    }
    assertEquals(Set.of(), tooLong);
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
