// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.auth.WebClient;
import io.drawbridge.auth.WebRequest;
import io.drawbridge.auth.WebResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** A key set with an address of its own. */
record WebKeys(AuthorityClock web, URI jwks) implements KeySource {
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  @Override
  public byte[] fetch() throws IOException, InterruptedException {
    return get(web, jwks, DEADLINE);
  }

  @Override
  public Optional<Duration> clockOffset() {
    return web.offset();
  }

  /** The body of a document, if the answer is a plain 200. */
  static byte[] get(WebClient web, URI uri, Duration deadline)
      throws IOException, InterruptedException {
    WebResponse answer =
        web.send(WebRequest.get(uri).withDeadline(deadline).withMaxBody(MAX_BYTES));
    if (answer.status() != 200) {
      throw new IOException(uri + " answered " + answer.status());
    }
    return answer.body();
  }
}
