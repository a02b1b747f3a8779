// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.peer;

import io.drawbridge.it.harness.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate and its key as PEM files, made with the JDK's keytool.
 *
 * @param certificate the certificate
 * @param key its key, PKCS#8
 */
public record Certificates(Path certificate, Path key) {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  /**
   * A fresh one in the directory, good for {@code localhost}, 127.0.0.1 and one more name.
   *
   * @param name its files' name
   */
  public static Certificates create(Path directory, String name, String dnsName) {
    Path store = directory.resolve(name + ".p12");
    Command.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-alias",
            "it",
            "-dname",
            "CN=" + dnsName,
            "-ext",
            "san=dns:localhost,ip:127.0.0.1,dns:" + dnsName,
            "-validity",
            "30",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            new String(PASSWORD))
        .run()
        .good();
    try {
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
      Path certificate = directory.resolve(name + ".crt.pem");
      Path key = directory.resolve(name + ".key.pem");
      Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate("it").getEncoded()));
      Files.writeString(key, pem("PRIVATE KEY", keys.getKey("it", PASSWORD).getEncoded()));
      key.toFile().setReadable(false, false);
      key.toFile().setReadable(true, true);
      return new Certificates(certificate, key);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String what, byte[] encoded) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + LINES.encodeToString(encoded)
        + "\n-----END "
        + what
        + "-----\n";
  }

  /** A context that proves this certificate to clients. */
  public SSLContext proving() {
    try {
      Path store = Path.of(certificate.toString().replace(".crt.pem", ".p12"));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(KeyStore.getInstance(store.toFile(), PASSWORD), PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A context that trusts this certificate and no other. */
  public SSLContext trusting() {
    try (InputStream in = Files.newInputStream(certificate)) {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "it", java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
