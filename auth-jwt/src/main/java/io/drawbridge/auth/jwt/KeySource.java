// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.auth.WebClient;
import io.drawbridge.auth.WebRequest;
import io.drawbridge.auth.WebResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Where an issuer's public keys come from. Safe for concurrent use. */
@FunctionalInterface
interface KeySource {
  /** The longest document that is read, in bytes. */
  int MAX_BYTES = 512 * 1024;

  /** For one fetch, discovery included. */
  Duration DEADLINE = Duration.ofSeconds(5);

  /** Gets the key set document (RFC 7517, section 5), asking anew each time. */
  byte[] fetch() throws IOException, InterruptedException;

  static KeySource web(WebClient web, URI jwks) {
    return () -> get(web, jwks, DEADLINE);
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

  /** From a file: a pinned set, for an issuer that cannot be asked. Read again like any other. */
  static KeySource file(Path file) {
    return () -> {
      if (!Files.isRegularFile(file)) {
        throw new IOException(file + " is not a file");
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(file + " is longer than 512 KiB");
      }
      return Files.readAllBytes(file);
    };
  }
}
