// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PluginDirectoryTest extends PluginDirectoryFixture {
  @Test
  void jarsAndDirectoriesAreLoadedInTheOrderOfTheirNames() throws Exception {
    PluginJars.of("beta", PluginJars.saying("1")).write(directory.resolve("b.jar"));
    Path many = Files.createDirectory(directory.resolve("a"));
    // The provider and what it needs lie in two jars of one directory.
    new PluginJars()
        .compiled("Provider", PluginJars.reading("alpha", "p.Other"))
        .with(PluginJars.SERVICES, "# a comment\np.Provider # and another\n")
        .attribute("Drawbridge-Plugin-Version", "2.5")
        .attribute("Drawbridge-Spi-Version", "1.3")
        .write(many.resolve("one.jar"));
    new PluginJars()
        .compiled("Other", "public class Other { public static final String TEXT = \"two\"; }")
        .write(many.resolve("two.jar"));
    Files.writeString(directory.resolve("README"), "left alone");
    List<Plugin> plugins = PluginDirectory.load(directory);
    try {
      assertEquals(List.of("a", "b"), plugins.stream().map(Plugin::name).toList());
      assertEquals("2.5", plugins.getFirst().version());
      assertEquals("two", says(plugins.getFirst().authenticators().get("alpha")));
      assertEquals("plugin:a", plugins.getFirst().loader().getName());
    } finally {
      plugins.forEach(Plugin::close);
    }
  }

  @Test
  void twoVersionsOfOneClassLiveSideBySide() throws Exception {
    for (int version = 1; version <= 2; version++) {
      new PluginJars()
          .compiled("Provider", PluginJars.reading("t" + version, "p.Lib"))
          .with(PluginJars.SERVICES, "p.Provider\n")
          .compiled(
              "Lib", "public class Lib { public static final String TEXT = \"v" + version + "\"; }")
          .write(directory.resolve("p" + version + ".jar"));
    }
    List<Plugin> plugins = PluginDirectory.load(directory);
    try {
      assertEquals("v1", says(plugins.get(0).authenticators().get("t1")));
      assertEquals("v2", says(plugins.get(1).authenticators().get("t2")));
      assertNotSame(
          plugins.get(0).loader().loadClass("p.Lib"), plugins.get(1).loader().loadClass("p.Lib"));
    } finally {
      plugins.forEach(Plugin::close);
    }
  }

  @Test
  void aPluginSeesTheInterfaceAndItselfAndNothingOfTheGateway() throws Exception {
    PluginJars.of("alone", PluginJars.saying("1"))
        // A package below the interface's is the plugin's own; a copy of the interface is not used.
        .compiled("io.drawbridge.auth.own", "Mine", "public class Mine {}")
        .with("io/drawbridge/auth/Secret.class", "not a class")
        .write(directory.resolve("alone.jar"));
    List<Plugin> plugins = PluginDirectory.load(directory);
    try {
      ClassLoader loader = plugins.getFirst().loader();
      assertEquals(loader, loader.loadClass("io.drawbridge.auth.own.Mine").getClassLoader());
      assertEquals(io.drawbridge.auth.Secret.class, loader.loadClass("io.drawbridge.auth.Secret"));
      assertThrows(ClassNotFoundException.class, () -> loader.loadClass(Plugin.class.getName()));
      assertThrows(ClassNotFoundException.class, () -> loader.loadClass(Test.class.getName()));
      assertFalse(loader.getResources("META-INF/LICENSE.md").hasMoreElements());
      assertTrue(loader.getResources(PluginJars.SERVICES).hasMoreElements());
    } finally {
      plugins.forEach(Plugin::close);
    }
  }

  @Test
  void forASourceOnlyTheJarsThatOfferOneAreLookedAt() throws Exception {
    PluginJars.of("other", PluginJars.saying("1")).write(directory.resolve("other.jar"));
    PluginJars.of("bad", PluginJars.saying("1"))
        .with(PluginJars.SERVICES, "p.Missing\n")
        .write(directory.resolve("bad.jar"));
    new PluginJars()
        .compiled(
            "Source",
            """
            public class Source implements io.drawbridge.auth.CredentialSourceProvider {
              public String type() { return "made"; }
              public io.drawbridge.auth.CredentialSource create(
                  io.drawbridge.auth.Settings s, io.drawbridge.auth.Environment e) {
                return () -> io.drawbridge.auth.Secret.of("made-up");
              }
            }
            """)
        .with("META-INF/services/io.drawbridge.auth.CredentialSourceProvider", "p.Source\n")
        .write(directory.resolve("source.jar"));
    refused(directory.resolve("bad.jar"), "p.Missing");
    try (Providers providers = new Providers(PluginDirectory.loadSources(directory))) {
      assertEquals(List.of("source"), providers.plugins().stream().map(Plugin::name).toList());
      assertEquals(
          "made-up",
          providers.createSource("made", Settings.of(Map.of()), null).object().get().reveal());
    }
    // What cannot be opened might be the one that was meant.
    Path damaged = Files.writeString(directory.resolve("damaged.jar"), "no jar");
    String message =
        assertThrows(PluginException.class, () -> PluginDirectory.loadSources(directory))
            .getMessage();
    assertTrue(message.contains(damaged + " is damaged"), message);
  }

  @Test
  void aMissingDirectoryIsRefused() {
    Path gone = temp.resolve("gone");
    assertTrue(
        assertThrows(PluginException.class, () -> PluginDirectory.load(gone))
            .getMessage()
            .contains(gone + " does not exist"));
  }

  @Test
  void aConstructorThatThrowsIsRefusedWithoutItsMessage() throws IOException {
    Path jar =
        new PluginJars()
            .compiled(
                "Provider",
                PluginJars.provider("Provider", "t", PluginJars.saying("1"))
                    .replace(
                        "public String type()",
                        "public Provider() { throw new IllegalStateException(\"CANARY\"); }"
                            + " public String type()"))
            .with(PluginJars.SERVICES, "p.Provider\n")
            .write(directory.resolve("throws.jar"));
    refused(jar, "IllegalStateException");
    assertFalse(fault().contains("CANARY"));
  }

  @Test
  void aConstructorThatTakesTooLongIsRefused() throws Exception {
    Path jar =
        new PluginJars()
            .compiled(
                "Provider",
                PluginJars.provider("Provider", "t", PluginJars.saying("1"))
                    .replace(
                        "public String type()",
                        "public Provider() throws InterruptedException {"
                            + " new java.util.concurrent.CountDownLatch(1).await(); }"
                            + " public String type()"))
            .with(PluginJars.SERVICES, "p.Provider\n")
            .write(directory.resolve("slow.jar"));
    try (PluginClassLoader loader =
        new PluginClassLoader("slow", new java.net.URL[] {jar.toUri().toURL()})) {
      String message =
          assertThrows(
                  PluginException.class,
                  () -> Discovery.in(loader, "slow", jar, "", Duration.ofMillis(200)))
              .getMessage();
      assertTrue(message.contains(jar.toString()), message);
    }
  }

  @Test
  void creatingIsGuardedAndNamesTheFile() throws Exception {
    Path jar =
        new PluginJars()
            .compiled(
                "Provider",
                PluginJars.provider("Provider", "bad", PluginJars.saying("1"))
                    .replace(
                        "return new io.drawbridge.auth.Authenticator()",
                        "if (settings.has(\"hang\")) try {"
                            + " new java.util.concurrent.CountDownLatch(1).await(); }"
                            + " catch (InterruptedException e) { }"
                            + " if (settings.has(\"throw\")) throw new Error(\"CANARY\");"
                            + " if (settings.has(\"null\")) return null;"
                            + " if (settings.has(\"say\")) throw"
                            + " new io.drawbridge.auth.InvalidSettingsException(\"say it\");"
                            + " return new io.drawbridge.auth.Authenticator()"))
            .with(PluginJars.SERVICES, "p.Provider\n")
            .write(directory.resolve("bad.jar"));
    try (Providers providers =
        new Providers(PluginDirectory.load(directory), Duration.ofMillis(500))) {
      for (String way : List.of("hang", "throw", "null")) {
        String message = creating(providers, "bad", way);
        assertTrue(message.contains(jar.toString()), message);
        assertFalse(message.contains("CANARY"), message);
      }
      assertEquals("say it", creating(providers, "bad", "say"));
      assertTrue(creating(providers, "other", "x").contains("there are bad"));
      assertEquals(
          "settings: type: no plugin provides the auth type bat; there are bad; did you mean bad?",
          creating(providers, "bat", "x"));
      assertEquals(
          providers.plugins().getFirst().loader(),
          providers.createAuthenticator("n", "bad", Settings.of(Map.of()), null).loader());
    }
  }
}
