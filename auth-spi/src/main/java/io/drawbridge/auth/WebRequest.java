// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A request to an authority. Immutable; the {@code with} methods answer a changed copy.
 *
 * @param method {@code GET} or {@code POST}
 * @param uri where to
 * @param headers header fields; their values may be secret
 * @param body the body of a {@code POST}, with its own {@code Content-Type} among the headers
 * @param deadline over the whole exchange
 * @param maxBody the longest body accepted, in bytes
 */
public record WebRequest(
    String method,
    URI uri,
    Map<String, Secret> headers,
    Optional<Secret> body,
    Duration deadline,
    int maxBody) {
  /** Copies the headers. */
  public WebRequest {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(deadline, "deadline");
    headers = Map.copyOf(headers);
  }

  /** A {@code GET} with 5 s and 512 KiB. */
  public static WebRequest get(URI uri) {
    return new WebRequest(
        "GET", uri, Map.of(), Optional.empty(), Duration.ofSeconds(5), 512 * 1024);
  }

  /** With one more header field. */
  public WebRequest withHeader(String name, Secret value) {
    Map<String, Secret> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new WebRequest(method, uri, more, body, deadline, maxBody);
  }

  /** With another deadline. */
  public WebRequest withDeadline(Duration other) {
    return new WebRequest(method, uri, headers, body, other, maxBody);
  }

  /** With another bound on the body. */
  public WebRequest withMaxBody(int bytes) {
    return new WebRequest(method, uri, headers, body, deadline, bytes);
  }
}
