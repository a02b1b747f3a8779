// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import io.drawbridge.auth.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** The gateway that a job's own side goes through. Not safe for threads. */
public final class GatewayOptions {
  String host = "";
  int port;
  Optional<SSLContext> tls = Optional.empty();
  Supplier<Secret> token = () -> null;
  final Map<String, Supplier<Secret>> companions = new LinkedHashMap<>();

  GatewayOptions() {}

  /** Where the gateway listens. */
  public GatewayOptions address(String name, int number) {
    host = name;
    port = number;
    return this;
  }

  /** Encrypts the way to it; its certificate must be for its name. */
  public GatewayOptions tls(SSLContext trust) {
    tls = Optional.of(trust);
    return this;
  }

  /** The credential, asked for at every connection; {@code null} means none. */
  public GatewayOptions token(Supplier<Secret> supplier) {
    token = supplier;
    return this;
  }

  /** A further credential, for example {@code job}. */
  public GatewayOptions companion(String name, Supplier<Secret> supplier) {
    companions.put(name, supplier);
    return this;
  }
}
