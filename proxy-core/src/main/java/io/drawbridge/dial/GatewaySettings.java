// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import io.drawbridge.auth.Credentials;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Where another gateway is and what it is shown.
 *
 * @param host its name or address; with TLS the name its certificate must have
 * @param port its port
 * @param tls whom to trust; without it the way to the gateway is not encrypted
 * @param credentials what is presented; asked for at every dial, so that a renewed token is used
 * @param connectTimeout for connecting and, again, for the TLS handshake
 */
public record GatewaySettings(
    String host,
    int port,
    Optional<SSLContext> tls,
    Supplier<Credentials> credentials,
    Duration connectTimeout) {
  /** Checks that nothing is missing and the port is one. */
  public GatewaySettings {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(credentials, "credentials");
    Objects.requireNonNull(connectTimeout, "connectTimeout");
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("a port is 1 to 65535: " + port);
    }
  }
}
