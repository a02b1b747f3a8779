// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.docs;

import io.drawbridge.it.harness.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A document of the repository and the code in it. A line of nothing but {@code `path`} in front of
 * a block says which file the block is.
 */
record Document(Path file, String text) {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```([a-z]+)\\n(.*?)^```$");
  private static final Pattern TITLE = Pattern.compile("`([^`\\s]+/[^`\\s]+)`\\s*\\z");

  /**
   * A fenced block.
   *
   * @param language as the fence names it
   * @param title the file it is; empty if the document does not say
   * @param line where it begins
   */
  record Block(Document document, String language, String title, int line, String text) {
    @Override
    public String toString() {
      return document.file().getFileName() + ":" + line + " " + language;
    }
  }

  /** The repository's directory. */
  static Path root() {
    return Path.of(System.getProperty("drawbridge.sources")).toAbsolutePath().normalize();
  }

  /** One of them, by its path in the repository. */
  static Document of(String path) {
    return of(root().resolve(path));
  }

  private static Document of(Path file) {
    try {
      return new Document(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All of them: those at the top and those in {@code docs}. */
  static List<Document> all() {
    List<Document> all = new ArrayList<>();
    for (Path directory : List.of(root(), root().resolve("docs"))) {
      try (Stream<Path> files = Files.list(directory)) {
        files
            .filter(file -> file.toString().endsWith(".md"))
            .sorted()
            .map(Document::of)
            .forEach(all::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return all;
  }

  /** Its blocks, in order. */
  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    Matcher fence = BLOCK.matcher(text);
    while (fence.find()) {
      String before = text.substring(0, fence.start());
      Matcher title = TITLE.matcher(before);
      String lastLine = before.stripTrailing();
      lastLine = lastLine.substring(lastLine.lastIndexOf('\n') + 1);
      boolean titled = title.find() && lastLine.startsWith("`");
      int line = (int) before.lines().count() + 1;
      blocks.add(
          new Block(this, fence.group(1), titled ? title.group(1) : "", line, fence.group(2)));
    }
    return blocks;
  }

  /** Its blocks in one language. */
  List<Block> blocks(String language) {
    return blocks().stream().filter(block -> block.language().equals(language)).toList();
  }

  /** The only block in that language that contains the text. */
  Block block(String language, String containing) {
    List<Block> found =
        blocks(language).stream().filter(block -> block.text().contains(containing)).toList();
    if (found.size() != 1) {
      throw new AssertionError(file + ": " + found.size() + " blocks with " + containing);
    }
    return found.getFirst();
  }

  /** Writes a block to the file that it is. */
  static void write(Path directory, Block block) throws IOException {
    Path file = directory.resolve(block.title());
    Files.createDirectories(file.getParent());
    Files.writeString(file, block.text());
  }

  /** What a shell that runs a block needs in front of its own search path. */
  static String searchPath() {
    return Home.java().getParent()
        + ":"
        + Home.launcher().getParent()
        + ":"
        + System.getenv("PATH");
  }
}
