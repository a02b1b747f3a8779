// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.harness;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the gateway answered.
 *
 * @param version of HTTP, as in its first line
 * @param status of HTTP
 * @param headers by their names in lower case
 * @param body all of it; empty for a 200, after which the tunnel begins
 */
public record Answer(String version, int status, Map<String, String> headers, String body) {
  /** A header's value. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** The session's id, which every answer carries. */
  public String session() {
    return header("Drawbridge-Session")
        .orElseThrow(() -> new AssertionError("no Drawbridge-Session in " + this));
  }
}
