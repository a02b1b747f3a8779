// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import io.drawbridge.auth.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * How a listener encrypts.
 *
 * @param identity its certificate and key
 * @param protocols the TLS protocols offered, the preferred ones first
 */
public record ServerTls(Identity identity, List<String> protocols) {
  /** The protocols that can be offered, and are unless fewer are set (RFC 8996 ends older ones). */
  public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /** Refuses a protocol that cannot be offered, and none at all. */
  public ServerTls {
    protocols = List.copyOf(protocols);
    new Bounds("listener.tls")
        .require(
            !protocols.isEmpty() && Set.copyOf(PROTOCOLS).containsAll(protocols),
            "protocols",
            "it is a list of " + String.join(" and ", PROTOCOLS));
  }

  /** With that identity, offering every protocol that can be. */
  public static ServerTls of(Identity identity) {
    return new ServerTls(identity, PROTOCOLS);
  }

  /** Where certificate and key come from. */
  public sealed interface Identity {}

  /** Files in PEM, read again when one changes. */
  public record Pem(Path chain, Path key) implements Identity {}

  /** A PKCS#12 store, read again when the file changes. */
  public record Pkcs12(Path store, Secret password) implements Identity {}

  /** An embedder's own context, asked for at every connection. */
  public record Own(Supplier<SSLContext> context) implements Identity {}
}
