// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import io.drawbridge.it.harness.Home;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles sources against the plugin interface alone, and packs a plugin's jar. */
final class PluginSources {
  private PluginSources() {}

  /**
   * A jar with the classes of these sources.
   *
   * @param sources by the file's name with its package's directories
   * @param services the provider class by the name of its interface
   */
  static Path jar(Path jar, Map<String, String> sources, Map<String, String> services)
      throws IOException {
    Path work = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "plugin");
    Path classes = Files.createDirectory(work.resolve("classes"));
    List<String> files =
        sources.entrySet().stream().map(e -> write(work, e.getKey(), e.getValue())).toList();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String[] options =
        Stream.concat(
                Stream.of(
                    "--release", "25", "-cp", Home.spi().toString(), "-d", classes.toString()),
                files.stream())
            .toArray(String[]::new);
    if (compiler.run(null, null, null, options) != 0) {
      throw new AssertionError("does not compile against auth-spi.jar: " + sources.keySet());
    }
    pack(jar, classes, services);
    return jar;
  }

  private static String write(Path work, String name, String source) {
    try {
      Path file = work.resolve("src").resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, source).toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void pack(Path jar, Path classes, Map<String, String> services)
      throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Drawbridge-Plugin-Version", "1.0");
    main.putValue("Drawbridge-Spi-Version", "1");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out, manifest);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        packed.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, packed);
      }
      for (Map.Entry<String, String> service : services.entrySet()) {
        packed.putNextEntry(new JarEntry("META-INF/services/" + service.getKey()));
        packed.write(service.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** A directory of plugins with the product's own and the given ones. */
  static Path directory(Path directory, Path... more) throws IOException {
    Path plugins = Files.createDirectory(directory.resolve("plugins"));
    for (String own : List.of("auth-static", "auth-gitlab-oidc")) {
      Files.copy(Home.plugin(own), plugins.resolve(own + ".jar"));
    }
    for (Path jar : more) {
      Files.copy(jar, plugins.resolve(jar.getFileName()));
    }
    return plugins;
  }
}
