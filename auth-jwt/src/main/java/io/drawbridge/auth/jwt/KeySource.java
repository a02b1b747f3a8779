// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where an issuer's public keys come from. Safe for concurrent use. */
public interface KeySource {
  /** The longest document that is read, in bytes. */
  int MAX_BYTES = 512 * 1024;

  /**
   * Gets the key set document (RFC 7517, section 5), asking anew each time.
   *
   * @throws IOException if it cannot be had; the message is a sentence without secrets
   * @throws InterruptedException if the calling thread is interrupted
   */
  byte[] fetch() throws IOException, InterruptedException;

  /** How far our clock was ahead of that of whoever was asked last; empty if it did not show. */
  default Optional<Duration> clockOffset() {
    return Optional.empty();
  }

  /** From a key set's own address. */
  static KeySource web(AuthorityClock web, URI jwks) {
    return new WebKeys(web, jwks);
  }

  /**
   * From an issuer's discovery document (OpenID Connect Discovery 1.0, section 4), which must name
   * exactly this issuer.
   */
  static KeySource discovered(AuthorityClock web, URI discovery, String issuer) {
    return new DiscoveredKeys(web, discovery, issuer);
  }

  /** From a file. */
  static KeySource file(Path file) {
    return new FileKeys(file);
  }
}
