// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

/** Keys for one run, made by the keytool of the Java that runs this. */
public final class Keytool {
  /** The one entry of a store. */
  public static final String ALIAS = "own";

  private static final String COMMAND =
      "-genkeypair -keyalg EC -groupname secp256r1 -dname CN=localhost"
          + " -ext san=dns:localhost,ip:127.0.0.1 -validity 30 -storetype PKCS12";

  private static final String PASSWORD = "only-for-this-run";

  private Keytool() {}

  /** What opens a store and its entry; a copy. */
  public static char[] password() {
    return PASSWORD.toCharArray();
  }

  /**
   * A self-signed ECDSA certificate on P-256 for {@code localhost} and 127.0.0.1, with its key.
   *
   * @param file where the PKCS#12 store is written; it must not be there yet
   * @throws IOException if keytool fails
   */
  public static KeyStore make(Path file) throws IOException, GeneralSecurityException {
    List<String> words = new ArrayList<>(List.of(COMMAND.split(" ")));
    words.addFirst(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    words.addAll(List.of("-alias", ALIAS, "-keystore", file.toString(), "-storepass", PASSWORD));
    Process keytool = new ProcessBuilder(words).redirectErrorStream(true).start();
    try {
      String output = new String(keytool.getInputStream().readAllBytes());
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, password());
    }
    return keys;
  }
}
