// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.auth.Located;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Finds secrets that are kept carelessly, wherever in the tree they are. */
record Secrets(Path directory, Consumer<String> warnings) {
  private static final Set<String> KEYS =
      Set.of("token", "secret", "password", "client_secret", "api_key");

  void check(String path, Map<?, ?> table) {
    for (Map.Entry<?, ?> entry : table.entrySet()) {
      check(path, (String) entry.getKey(), (Located) entry.getValue());
    }
  }

  private void check(String path, String key, Located at) {
    String name = path.isEmpty() ? key : path + "." + key;
    switch (at.value()) {
      case String inline when KEYS.contains(key) && !inline.isEmpty() ->
          // Word for word what the reader of a secret warns, so that it is told once.
          warnings.accept(
              at.where() + ": " + name + " holds a secret inline; use { file = \"…\" }");
      case Map<?, ?> table when isFile(table) -> file(name, at, (Located) table.get("file"));
      case Map<?, ?> table -> check(name, table);
      case List<?> list -> list.forEach(element -> element(name, (Located) element));
      default -> {
        // A scalar that is no secret.
      }
    }
  }

  private void element(String name, Located element) {
    if (element.value() instanceof Map<?, ?> table) {
      check(name, table);
    }
  }

  private static boolean isFile(Map<?, ?> table) {
    return table.size() == 1
        && table.get("file") instanceof Located(Object name, String _)
        && name instanceof String;
  }

  private void file(String name, Located at, Located file) {
    try {
      Optional<String> exposed =
          ConfigurationFile.exposed(directory.resolve((String) file.value()));
      exposed.ifPresent(why -> warnings.accept(at.where() + ": " + name + ": " + why));
    } catch (InvalidPathException _) {
      // Whoever reads the secret refuses it.
    }
  }
}
