// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An authority's answer.
 *
 * @param status the status code
 * @param headers header fields by lower-case name
 * @param body the whole body
 */
public record WebResponse(int status, Map<String, List<String>> headers, byte[] body) {
  /** The first value of a header field; names compare without case. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of()).stream()
        .findFirst();
  }

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Status and length: a body may hold secrets. */
  @Override
  public String toString() {
    return "WebResponse[status=" + status + ", " + body.length + " bytes]";
  }
}
