// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import io.drawbridge.auth.CredentialSource;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Secret;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The gateway that a job's own side goes through, and what is presented to it.
 *
 * @param host its name or address; with TLS the name its certificate must have
 * @param port its port
 * @param tls whom to trust; without it the way to the gateway is not encrypted
 * @param token the credential, asked for at every connection, so that a renewed one is used; {@code
 *     null} means none
 * @param companions further credentials by name, for example {@code job}
 */
public record GatewaySettings(
    String host,
    int port,
    Optional<SSLContext> tls,
    CredentialSource token,
    Map<String, CredentialSource> companions) {
  /** Refuses a port that is not from 0 to 65,535. */
  public GatewaySettings {
    new Bounds("gateway").check("port", port, 0, 65_535);
    companions = new LinkedHashMap<>(companions);
  }

  /** No address, no encryption, no credential. */
  public static final GatewaySettings UNSET =
      new GatewaySettings("", 0, Optional.empty(), () -> null, Map.of());

  /** Listening there. */
  public GatewaySettings address(String name, int number) {
    return new GatewaySettings(name, number, tls, token, companions);
  }

  /** Encrypting the way to it; its certificate must be for its name. */
  public GatewaySettings tls(SSLContext trust) {
    return new GatewaySettings(host, port, Optional.of(trust), token, companions);
  }

  /** Presenting this credential. */
  public GatewaySettings token(CredentialSource source) {
    return new GatewaySettings(host, port, tls, source, companions);
  }

  /** Presenting a further one. */
  public GatewaySettings companion(String name, CredentialSource source) {
    Map<String, CredentialSource> more = new LinkedHashMap<>(companions);
    more.put(name, source);
    return new GatewaySettings(host, port, tls, token, more);
  }

  /**
   * What is presented now.
   *
   * @throws IOException if there is nothing to present now; a sentence without secrets
   */
  public Credentials credentials() throws IOException, InterruptedException {
    Secret main = token.get();
    Credentials credentials = main == null ? Credentials.NONE : Credentials.of(main);
    for (Map.Entry<String, CredentialSource> companion : companions.entrySet()) {
      credentials = credentials.withCompanion(companion.getKey(), companion.getValue().get());
    }
    return credentials;
  }

  /** Refuses an address that is missing or none. */
  void check() {
    new Bounds("gateway").requireAddress(host, port, "it is missing");
  }
}
