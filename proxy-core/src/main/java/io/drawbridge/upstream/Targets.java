// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.upstream;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.settings.ProxySettings;
import io.drawbridge.settings.TargetSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
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

  /**
   * The targets that settings say.
   *
   * @param settings checked
   * @throws InvalidSettingsException if a file of authorities cannot be used
   */
  public static Targets of(ProxySettings settings) throws InvalidSettingsException {
    List<Target> targets = new ArrayList<>();
    for (TargetSettings each : settings.targets()) {
      targets.add(Target.of(each));
    }
    return new Targets(targets);
  }

  /** The target of that name. */
  public Optional<Target> find(String name) {
    return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
  }
}
