// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

import io.drawbridge.benchmarks.Keytool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A self-signed ECDSA certificate on P-256, made for one run, as PEM.
 *
 * @param chain the file of the certificate
 * @param key the file of its private key
 * @param both the file of both, as HAProxy wants it
 */
public record Certificate(Path chain, Path key, Path both) {
  /** Makes one with the keytool of this Java. */
  public static Certificate make(Path directory) throws IOException {
    try {
      KeyStore keys = Keytool.make(directory.resolve("compare.p12"));
      String chain = pem("CERTIFICATE", keys.getCertificate(Keytool.ALIAS).getEncoded());
      String key = pem("PRIVATE KEY", keys.getKey(Keytool.ALIAS, Keytool.password()).getEncoded());
      return new Certificate(
          Files.writeString(directory.resolve("chain.pem"), chain),
          Files.writeString(directory.resolve("key.pem"), key),
          Files.writeString(directory.resolve("both.pem"), chain + key));
    } catch (GeneralSecurityException e) {
      throw new IOException("keytool's store cannot be read", e);
    }
  }

  private static String pem(String what, byte[] bytes) {
    String text =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
    return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
  }
}
