// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key for {@code localhost}, made anew for each run by the JDK's own keytool. */
public final class TestKeys {
  private static final char[] PASSWORD = "only for this run".toCharArray();
  private static final SSLContext BOTH = make();

  private TestKeys() {}

  /** Presents the certificate for {@code localhost}, and trusts it and no other. */
  public static SSLContext context() {
    return BOTH;
  }

  private static SSLContext make() {
    try {
      Path directory = Files.createTempDirectory("drawbridge-keys");
      Path file = directory.resolve("keys.p12");
      try {
        keytool(file);
        return context(file);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(directory);
      }
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  private static void keytool(Path file) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "test",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes());
    if (keytool.waitFor() != 0) {
      throw new AssertionError("keytool: " + output);
    }
  }

  private static SSLContext context(Path file) throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      own.load(in, PASSWORD);
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("test", own.getCertificate("test"));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, PASSWORD);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
