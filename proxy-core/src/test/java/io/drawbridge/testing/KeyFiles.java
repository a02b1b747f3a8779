// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A key with a certificate signed by itself, as files: a PKCS#12 store made by the JDK's keytool,
 * and PEM on request.
 *
 * @param store the store
 * @param alias the name of the key in it, and of the certificate's subject
 */
public record KeyFiles(Path store, String alias) {
  /** The password of every store. */
  public static final String PASSWORD = "password";

  /** Makes one; {@code options} are keytool's, for example {@code -keyalg EC}. */
  public static KeyFiles make(Path directory, String alias, String... options)
      throws IOException, InterruptedException {
    KeyFiles files = new KeyFiles(directory.resolve(alias + ".p12"), alias);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                files.store.toString()));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("keytool could not make " + alias);
    }
    return files;
  }

  private KeyStore open() throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  /** Its certificate. */
  public X509Certificate certificate() throws GeneralSecurityException, IOException {
    return (X509Certificate) open().getCertificate(alias);
  }

  /** Its key in PKCS#8. */
  public byte[] pkcs8() throws GeneralSecurityException, IOException {
    return open().getKey(alias, PASSWORD.toCharArray()).getEncoded();
  }

  /** Writes both in PEM. */
  public void write(Path certificate, Path key) throws GeneralSecurityException, IOException {
    Files.writeString(certificate, pem("CERTIFICATE", certificate().getEncoded()));
    Files.writeString(key, pem("PRIVATE KEY", pkcs8()));
  }

  /** A block of PEM (RFC 7468). */
  public static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }
}
