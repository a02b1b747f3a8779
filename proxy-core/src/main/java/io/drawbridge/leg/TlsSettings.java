// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import io.drawbridge.settings.ServerTls;
import java.util.List;

/**
 * What a TLS leg may negotiate.
 *
 * @param protocols names as in the JDK, the preferred ones first
 * @param ciphers names as in the JDK, the preferred ones first
 */
public record TlsSettings(List<String> protocols, List<String> ciphers) {
  /** TLS 1.3 and 1.2 with forward secrecy and authenticated encryption only (RFC 9325 §4.2). */
  public static final TlsSettings STANDARD =
      new TlsSettings(
          ServerTls.PROTOCOLS,
          List.of(
              "TLS_AES_128_GCM_SHA256",
              "TLS_AES_256_GCM_SHA384",
              "TLS_CHACHA20_POLY1305_SHA256",
              "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
              "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
              "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
              "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
              "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
              "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"));

  /** Copies the lists. */
  public TlsSettings {
    protocols = List.copyOf(protocols);
    ciphers = List.copyOf(ciphers);
  }
}
