// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a PEM file (RFC 7468). Text between blocks is ignored, as the RFC asks.
 *
 * @param label what it says it is, for example {@code CERTIFICATE}
 * @param der its content
 */
record PemBlock(String label, byte[] der) {
  /** All public authorities together (ca-certificates) have a quarter of that. */
  private static final int MAX_BYTES = 1024 * 1024;

  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----");

  /** All blocks of a regular file of at most 1 MiB; a block that is not PEM is refused. */
  static List<PemBlock> of(Path file) throws IOException {
    String text = new String(bytes(file), StandardCharsets.ISO_8859_1);
    List<PemBlock> blocks = new ArrayList<>();
    Matcher begin = BEGIN.matcher(text);
    int at = 0;
    while (begin.find(at)) {
      String end = "-----END " + begin.group(1) + "-----";
      int stop = text.indexOf(end, begin.end());
      if (stop < 0) {
        throw new IOException(file + " has a block without " + end);
      }
      blocks.add(new PemBlock(begin.group(1), decode(file, text.substring(begin.end(), stop))));
      at = stop + end.length();
    }
    return blocks;
  }

  private static byte[] decode(Path file, String body) throws IOException {
    if (body.contains("Proc-Type:")) {
      throw new IOException(file + " holds an encrypted key; decrypt it, or use PKCS#12");
    }
    try {
      return Base64.getDecoder().decode(body.replaceAll("[ \\t\\r\\n]", ""));
    } catch (IllegalArgumentException _) {
      throw new IOException(file + " has a block that is not base64");
    }
  }

  /** The content of a small regular file; a pipe would block, and a device has no end. */
  static byte[] bytes(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + (Files.exists(file) ? " is not a file" : " does not exist"));
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException(file + " is longer than 1 MiB");
      }
      return bytes;
    } catch (java.nio.file.AccessDeniedException _) {
      throw new IOException(file + " may not be read");
    }
  }
}
