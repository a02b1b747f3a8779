// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One module of the build, without its tests.
 *
 * @param name its directory
 * @param sources its Java files
 * @param classes what they were compiled to
 * @param needs the modules that its pom names, except for its tests
 */
record BuildModule(
    String name, List<Path> sources, List<CompiledClass> classes, Set<String> needs) {
  private static final Path ROOT = Path.of(System.getProperty("drawbridge.sources"));

  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<dependency>\\s*(?:<!--.*?-->\\s*)?<groupId>io\\.drawbridge</groupId>\\s*"
              + "<artifactId>([\\w-]+)</artifactId>(.*?)</dependency>",
          Pattern.DOTALL);

  /** Every directory with a pom. */
  static List<BuildModule> all() throws IOException {
    List<BuildModule> modules = new ArrayList<>();
    try (Stream<Path> directories = Files.list(ROOT)) {
      for (Path directory : directories.sorted().toList()) {
        if (Files.exists(directory.resolve("pom.xml"))) {
          modules.add(read(directory));
        }
      }
    }
    return modules;
  }

  private static BuildModule read(Path directory) throws IOException {
    Set<String> needs = new TreeSet<>();
    Matcher dependency = DEPENDENCY.matcher(Files.readString(directory.resolve("pom.xml")));
    while (dependency.find()) {
      if (!dependency.group(2).contains("<scope>test</scope>")) {
        needs.add(dependency.group(1));
      }
    }
    Path classes = directory.resolve("target/classes");
    return new BuildModule(
        directory.getFileName().toString(),
        below(directory.resolve("src/main/java")),
        compiled(classes),
        needs);
  }

  private static List<CompiledClass> compiled(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    // JMH writes a package of its own, which nobody reads.
    return CompiledClass.below(directory).stream()
        .filter(compiled -> !compiled.inPackage().endsWith(".jmh_generated"))
        .toList();
  }

  private static List<Path> below(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
