// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Settings;
import io.drawbridge.common.HostPort;
import io.drawbridge.leg.TlsIdentity;
import io.drawbridge.session.Frontend;
import io.drawbridge.settings.ListenerSettings;
import io.drawbridge.settings.ServerTls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the {@code [[listener]]} tables. */
final class ListenerSection {
  private static final String DOOR = "http-connect";
  private static final String ACCEPTED = "I accept";

  private final Outline outline;
  private final Section.Names names = new Section.Names();

  ListenerSection(Outline outline) {
    this.outline = outline;
  }

  ListenerSettings read(Settings table) throws InvalidSettingsException {
    Section.LISTENER.of(table);
    String name = names.of(table);
    outline.table("listener." + name, table);
    String door = table.text("door", DOOR);
    if (!door.equals(DOOR)) {
      throw table.invalid("door", "there is no door \"" + door + "\"; there is " + DOOR);
    }
    ListenerSettings read =
        new TableReader<>(
                table,
                ListenerSettings.named(name)
                    .address(TableReader.address(table, HostPort::toListen)))
            .count("max_head", ListenerSettings::maxHead)
            .count("backlog", ListenerSettings::backlog)
            .read();
    Optional<Settings> tls = table.table("tls");
    if (tls.isPresent()) {
      read = read.tls(tls(tls.get()));
    }
    return plaintext(table, read);
  }

  private ListenerSettings plaintext(Settings table, ListenerSettings read)
      throws InvalidSettingsException {
    Optional<String> written = table.optionalText("plaintext");
    if (written.isPresent() && !written.get().equals(ACCEPTED)) {
      throw table.invalid("plaintext", "it can only be \"" + ACCEPTED + "\"");
    }
    if (written.isPresent() && read.tls().isPresent()) {
      throw table.invalid("plaintext", "this listener has tls; remove one of them");
    }
    if (written.isPresent() && !read.isLocal()) {
      outline.warn(
          table.where() + ": the listener takes credentials in clear on " + table.text("address"));
    }
    return written.isPresent() ? read.acceptPlaintext() : read;
  }

  private ServerTls tls(Settings table) throws InvalidSettingsException {
    Section.LISTENER_TLS.of(table);
    List<String> offered = table.has("protocols") ? table.texts("protocols") : ServerTls.PROTOCOLS;
    ServerTls.Identity identity = identity(table);
    return TableReader.placed(table, () -> new ServerTls(identity, offered));
  }

  private ServerTls.Identity identity(Settings table) throws InvalidSettingsException {
    if (table.has("store")) {
      if (table.has("certificate") || table.has("key")) {
        throw table.invalid("store", "give either certificate and key, or store and password");
      }
      Path store = table.path("store");
      warnIfExposed(table, store);
      ServerTls.Identity identity = new ServerTls.Pkcs12(store, table.secret("password"));
      requireUsable(table, "store", () -> Frontend.context(identity));
      return identity;
    }
    Path certificate = table.path("certificate");
    Path key = table.path("key");
    if (table.has("password")) {
      throw table.invalid("password", "it is that of a store; a PEM key must not be encrypted");
    }
    warnIfExposed(table, key);
    ServerTls.Identity identity = new ServerTls.Pem(certificate, key);
    requireUsable(table, "certificate", () -> TlsIdentity.certificates(certificate));
    requireUsable(table, "key", () -> TlsIdentity.key(key));
    requireUsable(table, "certificate", () -> Frontend.context(identity));
    return identity;
  }

  private void warnIfExposed(Settings table, Path file) {
    ConfigurationFile.exposed(file).ifPresent(why -> outline.warn(table.where() + ": " + why));
  }

  private interface FileReading {
    Object read() throws IOException;
  }

  /** A file that cannot be used is told with the place that names it. */
  private static void requireUsable(Settings table, String key, FileReading file)
      throws InvalidSettingsException {
    try {
      file.read();
    } catch (IOException e) {
      throw table.invalid(key, e.getMessage());
    }
  }
}
