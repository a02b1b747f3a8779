// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import io.drawbridge.auth.Authenticator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Makes plugin jars while a test runs. */
public final class PluginJars {
  static final String SERVICES = "META-INF/services/io.drawbridge.auth.AuthenticatorProvider";

  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private final Manifest manifest = new Manifest();

  /** An empty jar. */
  public PluginJars() {
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
  }

  /** A provider class of this type whose {@code authenticate} is this body. */
  public static String provider(String name, String type, String authenticate) {
    return """
    public class %s implements io.drawbridge.auth.AuthenticatorProvider {
      public String type() { return "%s"; }
      public io.drawbridge.auth.Authenticator create(
          io.drawbridge.auth.Settings settings, io.drawbridge.auth.Environment environment)
          throws io.drawbridge.auth.InvalidSettingsException {
        return new io.drawbridge.auth.Authenticator() {
          public io.drawbridge.auth.Authentication authenticate(
              io.drawbridge.auth.Credentials c, io.drawbridge.auth.Peer p)
              throws InterruptedException {
            %s
          }
        };
      }
    }
    """
        .formatted(name, type, authenticate);
  }

  /** An explanation as the answer: how a test's plugin says what it sees. */
  public static String saying(String expression) {
    return "return new io.drawbridge.auth.Authentication.Unavailable(String.valueOf("
        + expression
        + "));";
  }

  /** A provider that answers the constant TEXT of a class that it finds by name. */
  static String reading(String type, String other) {
    return provider(
        "Provider",
        type,
        """
        try {
          Object text = Class.forName("%s").getField("TEXT").get(null);
          %s
        } catch (ReflectiveOperationException e) {
          %s
        }
        """
            .formatted(other, saying("text"), saying("e")));
  }

  /** With an entry. */
  public PluginJars with(String entry, String text) {
    entries.put(entry, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  PluginJars attribute(String name, String value) {
    manifest.getMainAttributes().putValue(name, value);
    return this;
  }

  /** Compiles a class in package {@code p}. */
  public PluginJars compiled(String name, String source) {
    return compiled("p", name, source);
  }

  PluginJars compiled(String pkg, String name, String source) {
    compile(pkg + "." + name, "package " + pkg + ";\n" + source)
        .forEach((type, bytes) -> entries.put(type.replace('.', '/') + ".class", bytes));
    return this;
  }

  /** A whole plugin of one provider. */
  static PluginJars of(String type, String authenticate) {
    return new PluginJars()
        .compiled("Provider", provider("Provider", type, authenticate))
        .with(SERVICES, "p.Provider\n");
  }

  /** Writes it. */
  public Path write(Path file) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    return file;
  }

  private static Map<String, byte[]> compile(String name, String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<String, ByteArrayOutputStream> classes = new HashMap<>();
    JavaFileManager files =
        new ForwardingJavaFileManager<>(
            compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
          @Override
          public JavaFileObject getJavaFileForOutput(
              Location at, String type, JavaFileObject.Kind kind, javax.tools.FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mem:///" + type), kind) {
              @Override
              public ByteArrayOutputStream openOutputStream() {
                return classes.computeIfAbsent(type, _ -> new ByteArrayOutputStream());
              }
            };
          }
        };
    JavaFileObject unit =
        new SimpleJavaFileObject(
            URI.create("mem:///" + name.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignored) {
            return source;
          }
        };
    List<String> options = List.of("--release", "25", "-classpath", spi());
    if (!compiler.getTask(null, files, null, options, null, List.of(unit)).call()) {
      throw new IllegalStateException("does not compile:\n" + source);
    }
    Map<String, byte[]> bytes = new HashMap<>();
    classes.forEach((type, out) -> bytes.put(type, out.toByteArray()));
    return bytes;
  }

  private static String spi() {
    try {
      return Path.of(
              Authenticator.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
