// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.ProxyBuilder;
import io.drawbridge.TargetOptions;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Located;
import io.drawbridge.auth.Settings;
import io.drawbridge.leg.TlsTrust;
import io.drawbridge.upstream.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Reads the {@code [[target]]} tables. */
final class TargetSection {
  private final ProxyBuilder builder;
  private final Outline outline;
  private final boolean files;
  private final Section.Names names = new Section.Names();

  /**
   * A reader.
   *
   * @param files whether files that the tables name are looked at
   */
  TargetSection(ProxyBuilder builder, Outline outline, boolean files) {
    this.builder = builder;
    this.outline = outline;
    this.files = files;
  }

  void read(Settings table) throws InvalidSettingsException {
    Section.TARGET.of(table);
    String name = names.of(table);
    if (!Target.isName(name)) {
      throw table.invalid("name", "a target's name is letters, digits, hyphens and dots");
    }
    HostPort address =
        HostPort.parse(table.text("address"))
            .filter(read -> read.port() > 0)
            .orElseThrow(
                () ->
                    table.invalid(
                        "address", "it must be a host and a port like orders-db.internal:5432"));
    Set<Integer> ports = ports(table);
    boolean loopback = table.flag("loopback", false);
    long most = table.integer("max_tunnels", 1, 1_000_000, 0);
    if (address.isLoopback() && !loopback) {
      throw table.invalid(
          "address", "it is loopback, the gateway's own machine; set loopback = true if meant");
    }
    Optional<Consumer<TargetOptions>> tls = tls(table);
    builder.target(
        name,
        options -> {
          options.address(address.host(), address.port()).ports(ports).loopback(loopback);
          tls.ifPresent(how -> how.accept(options));
          if (most > 0) {
            options.maxTunnels((int) most);
          }
        });
    outline.target(
        new Outline.OfTarget(name, table.where(), address, !loopback && !table.has("tls")));
  }

  private static Set<Integer> ports(Settings table) throws InvalidSettingsException {
    Set<Integer> ports = new TreeSet<>();
    Located at = table.value("ports").orElse(null);
    if (at == null) {
      return ports;
    }
    if (at.value() instanceof List<?> list && !list.isEmpty()) {
      for (Object element : list) {
        if (((Located) element).value() instanceof Long port && port >= 1 && port <= 65_535) {
          ports.add(port.intValue());
        }
      }
      if (ports.size() == list.size()) {
        return ports;
      }
    }
    throw table.invalid("ports", "it must be a list of distinct ports, each from 1 to 65535");
  }

  private Optional<Consumer<TargetOptions>> tls(Settings table) throws InvalidSettingsException {
    Object written = table.value("tls").map(Located::value).orElse(false);
    if (written instanceof Boolean flag) {
      return flag ? Optional.of(TargetOptions::tls) : Optional.empty();
    }
    Settings tls = table.table("tls").orElseThrow();
    Section.TARGET_TLS.of(tls);
    Optional<Path> authorities = tls.optionalPath("authorities");
    Optional<String> serverName = tls.optionalText("server_name");
    if (files && authorities.isPresent()) {
      try {
        TlsTrust.of(authorities.get());
      } catch (IOException e) {
        throw tls.invalid("authorities", e.getMessage());
      }
    }
    return Optional.of(
        options -> {
          authorities.ifPresentOrElse(options::tls, options::tls);
          serverName.ifPresent(options::serverName);
        });
  }
}
