// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What a configuration refers to outside itself.
 *
 * @param directory what relative paths are relative to
 * @param environment looks up an environment variable; {@code null} if it is not set
 * @param warnings told one line for each thing that works but should not stay
 */
public record SettingsSource(
    Path directory, UnaryOperator<String> environment, Consumer<String> warnings) {
  /** The process's directory and environment; warnings are not kept. */
  public static final SettingsSource PROCESS =
      new SettingsSource(Path.of(""), System::getenv, _ -> {});

  /** What holds the secret; asked again, it tells a changed file's new one. */
  Supplier<Secret> secret(String path, String key, Located at) throws InvalidSettingsException {
    return switch (at.value()) {
      case Secret given -> () -> given;
      case String inline when !inline.isEmpty() -> {
        warnings.accept(
            at.where() + ": " + path + key + " holds a secret inline; use { file = \"…\" }");
        Secret secret = Secret.of(inline);
        yield () -> secret;
      }
      case Map<?, ?> table when table.size() == 1 -> {
        Map.Entry<?, ?> only = table.entrySet().iterator().next();
        if (!(only.getValue() instanceof Located(String reference, String _))) {
          throw unusable(path, key, at);
        }
        yield switch ((String) only.getKey()) {
          case "file" -> fromFile(path + key, at, directory.resolve(reference));
          case "env" -> {
            Secret secret = fromEnvironment(path + key, at, reference);
            yield () -> secret;
          }
          default -> throw unusable(path, key, at);
        };
      }
      default -> throw unusable(path, key, at);
    };
  }

  private static InvalidSettingsException unusable(String path, String key, Located at) {
    return new InvalidSettingsException(
        at.where() + ": " + path + key + " must be { file = \"…\" } or { env = \"…\" }");
  }

  private static Supplier<Secret> fromFile(String key, Located at, Path file)
      throws InvalidSettingsException {
    try {
      return new SecretFile(file);
    } catch (IOException e) {
      throw new InvalidSettingsException(
          at.where() + ": " + key + ": " + file + " " + e.getMessage());
    }
  }

  private Secret fromEnvironment(String key, Located at, String variable)
      throws InvalidSettingsException {
    String value = environment.apply(variable);
    // As from a file: a line break at the end is the editor's or the shell's, not the secret's.
    String text = value == null ? "" : value.strip();
    if (text.isEmpty()) {
      throw new InvalidSettingsException(
          at.where() + ": " + key + ": the environment variable " + variable + " is not set");
    }
    return Secret.of(text);
  }

  static Map<String, Located> locate(Map<String, ?> plain) {
    Map<String, Located> located = new LinkedHashMap<>();
    plain.forEach((key, value) -> located.put(key, locate(key, value)));
    return located;
  }

  private static Located locate(String key, Object value) {
    return switch (value) {
      case Map<?, ?> table -> {
        Map<String, Located> inner = new LinkedHashMap<>();
        table.forEach((k, v) -> inner.put((String) k, locate((String) k, v)));
        yield new Located(inner, key);
      }
      case List<?> list -> {
        List<Located> inner = new ArrayList<>();
        list.forEach(element -> inner.add(locate(key, element)));
        yield new Located(inner, key);
      }
      case Integer number -> new Located(number.longValue(), key);
      case Duration duration -> new Located(duration.toMillis() + "ms", key);
      default -> new Located(value, key);
    };
  }
}
