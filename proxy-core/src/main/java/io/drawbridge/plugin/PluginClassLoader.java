// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import io.drawbridge.auth.Authenticator;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Enumeration;
import java.util.Set;

/**
 * Loads one plugin's classes. It sees the platform, the two packages of the plugin interface, which
 * always come from the gateway, and its own jars; nothing of the gateway and nothing of another
 * plugin, so that two plugins may carry two versions of one library.
 */
final class PluginClassLoader extends URLClassLoader {
  /**
   * Compared exactly: under a prefix rule a plugin's own io.drawbridge.auth.gitlab would be looked
   * for in the gateway and never found.
   */
  private static final Set<String> SHARED =
      Set.of("io.drawbridge.auth", "io.drawbridge.json", "io.drawbridge.common");

  static {
    registerAsParallelCapable();
  }

  PluginClassLoader(String plugin, URL[] jars) {
    super("plugin:" + plugin, jars, ClassLoader.getPlatformClassLoader());
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    int dot = name.lastIndexOf('.');
    if (dot > 0 && SHARED.contains(name.substring(0, dot))) {
      return Authenticator.class.getClassLoader().loadClass(name);
    }
    return super.loadClass(name, resolve);
  }

  /** Its own only: a services file of the platform's is none of the plugin's business. */
  @Override
  public URL getResource(String name) {
    return findResource(name);
  }

  /** Its own only. */
  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return findResources(name);
  }
}
