// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.auth.WebClient;
import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import io.drawbridge.json.MalformedJsonException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;

/**
 * A key set whose address an issuer's discovery document tells (OpenID Connect Discovery 1.0,
 * section 4), which must name exactly this issuer.
 */
record DiscoveredKeys(WebClient web, URI discovery, String issuer) implements KeySource {
  @Override
  public byte[] fetch() throws IOException, InterruptedException {
    long began = System.nanoTime();
    URI jwks = address(KeySource.get(web, discovery, DEADLINE));
    Duration left = DEADLINE.minusNanos(System.nanoTime() - began);
    if (!left.isPositive()) {
      throw new IOException(discovery + " took too long");
    }
    return KeySource.get(web, jwks, left);
  }

  private URI address(byte[] document) throws IOException {
    Map<String, Object> members;
    try {
      members = JsonReader.readObject(document, JsonLimits.STANDARD);
    } catch (MalformedJsonException e) {
      throw new IOException(discovery + " is not JSON: " + e.getMessage());
    }
    if (!issuer.equals(members.get("issuer"))) {
      throw new IOException(
          discovery
              + " is about the issuer "
              + Fault.quote(members.get("issuer"))
              + ", not about "
              + Fault.quote(issuer)
              + "; if both are meant to be the same, correct one of them, else give the address of"
              + " the keys as jwks");
    }
    if (members.get("jwks_uri") instanceof String text) {
      try {
        URI jwks = new URI(text);
        // A document that came over https must not lead to keys that anybody on the way could have
        // sent, nor to what listens on the gateway's own machine.
        if (KeySettings.isAcceptable(jwks)
            && ("https".equalsIgnoreCase(jwks.getScheme())
                || "http".equalsIgnoreCase(discovery.getScheme()))) {
          return jwks;
        }
      } catch (URISyntaxException _) {
        // Told below.
      }
    }
    throw new IOException(discovery + " names no acceptable address of a key set (jwks_uri)");
  }
}
