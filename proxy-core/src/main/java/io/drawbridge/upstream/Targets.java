// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.upstream;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** All targets by name. Names compare without case, as host names do. Immutable. */
public final class Targets {
  private final Map<String, Target> byName = new LinkedHashMap<>();

  /**
   * The targets.
   *
   * @throws IllegalArgumentException if two have the same name
   */
  public Targets(Collection<Target> targets) {
    for (Target target : targets) {
      if (byName.put(target.name().toLowerCase(Locale.ROOT), target) != null) {
        throw new IllegalArgumentException("two targets are called " + target.name());
      }
    }
  }

  /** The target of that name. */
  public Optional<Target> find(String name) {
    return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
  }

  /** All of them, in the order given. */
  public Collection<Target> all() {
    return java.util.Collections.unmodifiableCollection(byName.values());
  }
}
