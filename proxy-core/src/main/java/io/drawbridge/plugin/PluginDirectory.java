// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import io.drawbridge.auth.CredentialSourceProvider;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Loads what lies in a plugin directory: {@code NAME.jar}, or {@code NAME/} with several jars, each
 * with a class loader of its own, in the order of their names. Other files, and names that begin
 * with a dot, are left alone. One bad plugin stops all: a start without the plugin that was meant
 * to check something would be worse than none.
 */
public final class PluginDirectory {
  private static final String SERVICES = "META-INF/services/";

  private PluginDirectory() {}

  /**
   * Loads all plugins. Blocking; runs plugin constructors, each plugin for at most 30 s.
   *
   * @throws PluginException at the first fault, with the file in its message; nothing stays loaded
   */
  public static List<Plugin> load(Path directory) throws PluginException {
    return load(directory, _ -> true);
  }

  /**
   * Loads the plugins that offer credential sources, by the same rules; of the others not even the
   * content is looked at, so that a job waits for none of them.
   *
   * @throws PluginException as in {@link #load}
   */
  public static List<Plugin> loadSources(Path directory) throws PluginException {
    return load(
        directory,
        jar -> JarCheck.mayHave(jar, SERVICES + CredentialSourceProvider.class.getName()));
  }

  private static List<Plugin> load(Path directory, Predicate<Path> wanted) throws PluginException {
    Path root = root(directory);
    List<Plugin> plugins = new ArrayList<>();
    try {
      Map<String, Path> names = new HashMap<>();
      for (Path entry : list(directory)) {
        boolean jar = isJar(entry);
        if (!jar && !Files.isDirectory(entry)) {
          continue;
        }
        String name = name(entry);
        Path twin = names.put(name.toLowerCase(Locale.ROOT), entry);
        if (twin != null) {
          throw new PluginException(entry + " and " + twin + " are plugins of the same name");
        }
        List<Path> jars = jar ? List.of(entry) : jars(entry, root);
        if (jars.stream().anyMatch(wanted)) {
          plugins.add(one(name, entry, jars, root));
        }
      }
      // Finds types that two of them provide, while they can still be closed.
      new Providers(plugins);
      return List.copyOf(plugins);
    } catch (PluginException | RuntimeException | Error e) {
      plugins.forEach(Plugin::close);
      throw e;
    }
  }

  private static Path root(Path directory) throws PluginException {
    if (!Files.exists(directory)) {
      throw new PluginException("the plugin directory " + directory + " does not exist");
    }
    if (JarCheck.isLink(directory)) {
      throw new PluginException(
          "the plugin directory " + directory + " is a link or no directory; name the directory");
    }
    try {
      Path root = directory.toRealPath();
      JarCheck.place(directory, root);
      JarCheck.above(root);
      return root;
    } catch (IOException e) {
      throw JarCheck.unreadable(directory, e);
    }
  }

  private static List<Path> jars(Path directory, Path root) throws PluginException {
    JarCheck.place(directory, root);
    List<Path> jars = list(directory).stream().filter(PluginDirectory::isJar).toList();
    if (jars.isEmpty()) {
      throw new PluginException(directory + " is in the plugin directory and has no jar in it");
    }
    return jars;
  }

  private static Plugin one(String name, Path place, List<Path> jars, Path root)
      throws PluginException {
    List<URL> urls = new ArrayList<>();
    String version = "";
    for (Path jar : jars) {
      JarCheck.place(jar, root);
      String stated = JarCheck.content(jar);
      version = version.isEmpty() ? stated : version;
      try {
        urls.add(jar.toUri().toURL());
      } catch (MalformedURLException e) {
        throw JarCheck.unreadable(jar, e);
      }
    }
    PluginClassLoader loader = new PluginClassLoader(name, urls.toArray(URL[]::new));
    try {
      return Discovery.in(loader, name, place, version, Discovery.LIMIT);
    } catch (PluginException e) {
      Plugin.closeQuietly(loader);
      throw e;
    }
  }

  private static List<Path> list(Path directory) throws PluginException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw JarCheck.unreadable(directory, e);
    }
  }

  private static boolean isJar(Path entry) {
    return entry.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".jar");
  }

  private static String name(Path entry) {
    String name = entry.getFileName().toString();
    return isJar(entry) ? name.substring(0, name.length() - ".jar".length()) : name;
  }
}
