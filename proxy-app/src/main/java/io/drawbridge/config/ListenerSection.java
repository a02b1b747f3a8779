// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.ListenerOptions;
import io.drawbridge.ProxyBuilder;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.Settings;
import io.drawbridge.leg.TlsFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the {@code [[listener]]} tables. */
final class ListenerSection {
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");
  private static final String ACCEPTED = "I accept";

  private final ProxyBuilder builder;
  private final Outline outline;
  private final Section.Names names = new Section.Names();
  private final Set<InetSocketAddress> bound = new HashSet<>();

  ListenerSection(ProxyBuilder builder, Outline outline) {
    this.builder = builder;
    this.outline = outline;
  }

  void read(Settings table) throws InvalidSettingsException {
    Section.LISTENER.of(table);
    String name = names.of(table);
    InetSocketAddress address = address(table);
    if (address.getPort() != 0 && !bound.add(address)) {
      throw table.invalid("address", "another listener has it already");
    }
    String door = table.text("door", "http-connect");
    if (!door.equals("http-connect")) {
      throw table.invalid("door", "there is no door \"" + door + "\"; there is http-connect");
    }
    int maxHead = (int) table.integer("max_head", 1_024, 65_536, 32_768);
    int backlog = (int) table.integer("backlog", 1, 65_535, 1_024);
    Optional<Settings> tls = table.table("tls");
    boolean plaintext = plaintext(table, address, tls.isPresent());
    Consumer<ListenerOptions> encryption = tls.isPresent() ? tls(tls.get()) : _ -> {};
    outline.listener(name);
    builder.listener(
        name,
        options -> {
          options.address(address).door(door).maxHead(maxHead).backlog(backlog);
          encryption.accept(options);
          if (plaintext) {
            options.acceptPlaintext();
          }
        });
  }

  private static InetSocketAddress address(Settings table) throws InvalidSettingsException {
    return HostPort.parse(table.text("address"))
        .flatMap(HostPort::socketAddress)
        .orElseThrow(
            () ->
                table.invalid(
                    "address", "it must be an address and a port like 0.0.0.0:8443 or [::1]:8443"));
  }

  private boolean plaintext(Settings table, InetSocketAddress address, boolean tls)
      throws InvalidSettingsException {
    Optional<String> written = table.optionalText("plaintext");
    if (written.isPresent() && !written.get().equals(ACCEPTED)) {
      throw table.invalid("plaintext", "it can only be \"" + ACCEPTED + "\"");
    }
    if (written.isPresent() && tls) {
      throw table.invalid("plaintext", "this listener has tls; remove one of them");
    }
    boolean loopback = address.getAddress().isLoopbackAddress();
    if (!tls && !loopback && written.isEmpty()) {
      throw table.invalid(
          "tls",
          "it is missing, and "
              + table.text("address")
              + " is not loopback: credentials would travel in clear; set tls, or plaintext = \""
              + ACCEPTED
              + "\"");
    }
    if (!tls && !loopback) {
      outline.warn(
          table.where(), "the listener takes credentials in clear on " + table.text("address"));
    }
    return written.isPresent();
  }

  private Consumer<ListenerOptions> tls(Settings table) throws InvalidSettingsException {
    Section.LISTENER_TLS.of(table);
    List<String> protocols = table.texts("protocols");
    if (!PROTOCOLS.containsAll(protocols) || (table.has("protocols") && protocols.isEmpty())) {
      throw table.invalid("protocols", "it is a list of TLSv1.3 and TLSv1.2");
    }
    Consumer<ListenerOptions> offered =
        options ->
            options.protocols(protocols.isEmpty() ? List.of("TLSv1.3", "TLSv1.2") : protocols);
    if (table.has("store")) {
      return offered.andThen(store(table));
    }
    Path certificate = table.path("certificate");
    Path key = table.path("key");
    if (table.has("password")) {
      throw table.invalid("password", "it is that of a store; a PEM key must not be encrypted");
    }
    usable(table, "certificate", () -> TlsFiles.pem(certificate, key, _ -> {}));
    warnIfExposed(table, key);
    return offered.andThen(options -> options.tls(certificate, key));
  }

  private Consumer<ListenerOptions> store(Settings table) throws InvalidSettingsException {
    if (table.has("certificate") || table.has("key")) {
      throw table.invalid("store", "give either certificate and key, or store and password");
    }
    Path store = table.path("store");
    Secret password = table.secret("password");
    usable(table, "store", () -> TlsFiles.pkcs12(store, password.reveal().toCharArray(), _ -> {}));
    warnIfExposed(table, store);
    return options -> options.tls(store, password.reveal().toCharArray());
  }

  private void warnIfExposed(Settings table, Path file) {
    ConfigurationFile.exposed(file).ifPresent(why -> outline.warn(table.where(), why));
  }

  private interface Load {
    TlsFiles files() throws IOException;
  }

  /** A certificate that cannot be used is told with the place that names it. */
  private static void usable(Settings table, String key, Load load)
      throws InvalidSettingsException {
    try {
      load.files();
    } catch (IOException e) {
      throw table.invalid(key, e.getMessage());
    }
  }
}
