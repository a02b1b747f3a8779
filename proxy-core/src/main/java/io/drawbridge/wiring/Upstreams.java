// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.wiring;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.leg.TlsTrust;
import io.drawbridge.settings.ProxySettings;
import io.drawbridge.settings.TargetSettings;
import io.drawbridge.upstream.Target;
import io.drawbridge.upstream.Targets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;

/** Makes the targets that settings say. */
public final class Upstreams {
  private Upstreams() {}

  /**
   * The targets, with whom each trusts.
   *
   * @param settings checked
   * @throws InvalidSettingsException if a file of authorities cannot be used
   */
  public static Targets of(ProxySettings settings) throws InvalidSettingsException {
    List<Target> targets = new ArrayList<>();
    for (TargetSettings each : settings.targets()) {
      targets.add(target(each));
    }
    return new Targets(targets);
  }

  private static Target target(TargetSettings each) throws InvalidSettingsException {
    // Through a gateway the name alone travels, and any port may be asked for.
    int port = Math.max(1, each.port());
    Set<Integer> ports = new TreeSet<>(each.ports());
    ports.add(port);
    try {
      return new Target(
          each.name(), each.host(), port, ports, each.loopback(), tls(each), each.maxTunnels());
    } catch (IOException e) {
      throw new InvalidSettingsException("target." + each.name() + ".tls: " + e.getMessage());
    }
  }

  private static Optional<Target.Tls> tls(TargetSettings each) throws IOException {
    if (each.encryption().isEmpty()) {
      return Optional.empty();
    }
    TargetSettings.Tls tls = each.encryption().get();
    return Optional.of(new Target.Tls(context(tls.trust()), tls.serverName().orElse(each.host())));
  }

  private static SSLContext context(TargetSettings.Trust trust) throws IOException {
    return switch (trust) {
      case TargetSettings.Platform() -> TlsTrust.platform();
      case TargetSettings.Authorities(var file) -> TlsTrust.of(file);
      case TargetSettings.Own(var context) -> context;
    };
  }
}
