// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Formats the Java files of the repository with google-java-format, those that were changed since
 * it did last, or checks that nothing is left to format in any of them. Run from the repository's
 * root: {@code java tools/Format.java [--check] JAR}. Ends with 1 when the check lists files or a
 * file cannot be parsed.
 */
final class Format {
  private Format() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    boolean check = args.length > 1 && args[0].equals("--check");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The formatter's Guava uses it; the JVM would warn on every run.
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(List.of("-jar", args[args.length - 1]));
    command.addAll(check ? List.of("--dry-run", "--set-exit-if-changed") : List.of("--replace"));
    // By name in a file: the list of all files may be longer than a command line can be.
    Path list = Files.createTempFile("format", ".txt");
    Path stamp = Path.of(args[args.length - 1]).resolveSibling("formatted");
    FileTime begun = FileTime.from(Instant.now());
    try {
      List<String> files = check ? sources() : changedSince(stamp);
      if (files.isEmpty()) {
        return;
      }
      Files.write(list, files);
      command.add("@" + list);
      int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (exit != 0 && check) {
        System.err.println("The files above are not formatted: run tools/format");
      }
      if (exit == 0 && !check) {
        Files.write(stamp, new byte[0]);
        Files.setLastModifiedTime(stamp, begun);
      }
      System.exit(exit);
    } finally {
      Files.delete(list);
    }
  }

  private static List<String> changedSince(Path stamp) throws IOException {
    if (!Files.exists(stamp)) {
      return sources();
    }
    FileTime last = Files.getLastModifiedTime(stamp);
    List<String> files = new ArrayList<>();
    for (String file : sources()) {
      if (Files.getLastModifiedTime(Path.of(file)).compareTo(last) > 0) {
        files.add(file);
      }
    }
    return files;
  }

  private static List<String> sources() throws IOException {
    List<String> files = new ArrayList<>();
    try (Stream<Path> modules = Files.list(Path.of(""))) {
      for (Path root : modules.map(module -> module.resolve("src")).toList()) {
        if (Files.isDirectory(root)) {
          try (Stream<Path> tree = Files.walk(root)) {
            tree.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(files::add);
          }
        }
      }
    }
    files.add(Path.of("tools", "Format.java").toString());
    return files.stream().sorted().toList();
  }
}
