// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Secret;
import io.drawbridge.dial.GatewaySettings;
import io.drawbridge.leg.TlsFiles;
import io.drawbridge.leg.TlsSettings;
import io.drawbridge.session.Encryption;
import io.drawbridge.session.Front;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Turns the options of listeners, and of the way to a gateway, into what the session works with.
 */
final class Fronts {
  private Fronts() {}

  static Front of(String name, ListenerOptions o, ProxyBuilder from, System.Logger log)
      throws InvalidSettingsException, IOException {
    if (o.address == null) {
      throw new InvalidSettingsException("listener " + name + ": its address is missing");
    }
    if (o.maxHead < 1_024 || o.maxHead > 64 * 1_024) {
      throw new InvalidSettingsException("listener " + name + ": max_head is 1 KiB to 64 KiB");
    }
    if (!o.encrypted() && !o.plaintextAccepted && !isLocal(o)) {
      throw new InvalidSettingsException(
          "listener "
              + name
              + ": "
              + o.address
              + " is not loopback, and without tls credentials would travel in clear; set tls, or"
              + " plaintext = \"I accept\"");
    }
    if (o.door.equals("direct") && !o.directTarget.map(from.targets::containsKey).orElse(false)) {
      throw new InvalidSettingsException(
          "listener " + name + ": " + o.directTarget.orElse("nothing") + " is no target");
    }
    return new Front(name, o.address, o.backlog, Doors.of(name, o), encryption(name, o, log));
  }

  private static boolean isLocal(ListenerOptions o) {
    return !(o.address instanceof InetSocketAddress internet)
        || internet.getAddress() != null && internet.getAddress().isLoopbackAddress();
  }

  private static Encryption encryption(String name, ListenerOptions o, System.Logger log)
      throws IOException {
    if (!o.encrypted()) {
      return new Encryption.Plain();
    }
    Consumer<String> problems =
        problem -> log.log(System.Logger.Level.ERROR, "listener {0}: {1}", name, problem);
    Supplier<SSLContext> context;
    if (o.context.isPresent()) {
      context = o.context.get();
    } else if (o.certificate.isPresent()) {
      context = TlsFiles.pem(o.certificate.get(), o.key.orElseThrow(), problems);
    } else {
      context =
          TlsFiles.pkcs12(o.keyStore.orElseThrow(), o.keyStorePassword.orElseThrow(), problems);
    }
    return new Encryption.Tls(
        context, new TlsSettings(o.protocols, TlsSettings.STANDARD.ciphers()));
  }

  static GatewaySettings gateway(GatewayOptions o, Duration connect) {
    return new GatewaySettings(o.host, o.port, o.tls, () -> credentials(o), connect);
  }

  private static Credentials credentials(GatewayOptions o) {
    Secret token = o.token.get();
    Credentials credentials = token == null ? Credentials.NONE : Credentials.of(token);
    for (Map.Entry<String, Supplier<Secret>> companion : o.companions.entrySet()) {
      credentials = credentials.withCompanion(companion.getKey(), companion.getValue().get());
    }
    return credentials;
  }
}
