// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A self-signed ECDSA certificate on P-256, made for one run, as PEM.
 *
 * @param chain the file of the certificate
 * @param key the file of its private key
 * @param both the file of both, as HAProxy wants it
 */
public record Certificate(Path chain, Path key, Path both) {
  private static final String ALIAS = "compare";
  private static final String PASSWORD = "only-for-this-run";

  /** Makes one with the keytool of this Java. */
  public static Certificate make(Path directory) throws IOException {
    Path store = directory.resolve("compare.p12");
    Programs.output(
        List.of(
            Programs.ofJava("keytool").toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-validity",
            "30",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD));
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      String chain = pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
      String key = pem("PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
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
