// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Located;
import io.drawbridge.auth.Settings;
import io.drawbridge.common.HostPort;
import io.drawbridge.dial.AddressRules;
import io.drawbridge.leg.TlsTrust;
import io.drawbridge.settings.TargetSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the {@code [[target]]} tables. */
final class TargetSection {
  /** Which listeners there will be is another question. */
  private static final AddressRules RULES = new AddressRules(List::of);

  private final Outline outline;
  private final boolean files;
  private final Section.Names names = new Section.Names();

  /** Looks at the files that the tables name, or does not. */
  TargetSection(Outline outline, boolean files) {
    this.outline = outline;
    this.files = files;
  }

  TargetSettings read(Settings table) throws InvalidSettingsException {
    Section.TARGET.of(table);
    String name = names.of(table);
    TargetSettings named = TableReader.placed(table, () -> TargetSettings.named(name));
    HostPort address = TableReader.address(table, HostPort::toDial);
    List<Integer> ports = ports(table);
    TargetSettings read =
        new TableReader<>(
                table,
                TableReader.placed(
                    table, () -> named.address(address.host(), address.port()).ports(ports)))
            .flag("loopback", TargetSettings::loopback)
            .count("max_tunnels", TargetSettings::maxTunnels)
            .read();
    if (address.isLoopback() && !read.loopback()) {
      throw table.invalid(
          "address", "it is loopback, the gateway's own machine; set loopback = true if meant");
    }
    Optional<String> never =
        address.address().flatMap(at -> RULES.forbids(at, address.port(), read.loopback()));
    if (never.isPresent()) {
      throw table.invalid("address", "it is never dialled: " + never.get());
    }
    outline.table("target." + name, table);
    return tls(table, read);
  }

  private static List<Integer> ports(Settings table) throws InvalidSettingsException {
    List<Integer> ports = new ArrayList<>();
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
      if (ports.size() == list.size() && Set.copyOf(ports).size() == ports.size()) {
        return ports;
      }
    }
    throw table.invalid("ports", "it must be a list of distinct ports, each from 1 to 65535");
  }

  private TargetSettings tls(Settings table, TargetSettings read) throws InvalidSettingsException {
    Object written = table.value("tls").map(Located::value).orElse(false);
    if (written instanceof Boolean flag) {
      return flag ? read.tls() : read;
    }
    Settings tls = table.table("tls").orElseThrow();
    Section.TARGET_TLS.of(tls);
    Optional<Path> authorities = tls.optionalPath("authorities");
    if (files && authorities.isPresent()) {
      try {
        TlsTrust.of(authorities.get());
      } catch (IOException e) {
        throw tls.invalid("authorities", e.getMessage());
      }
    }
    TargetSettings encrypted = authorities.isPresent() ? read.tls(authorities.get()) : read.tls();
    return tls.optionalText("server_name").map(encrypted::serverName).orElse(encrypted);
  }
}
