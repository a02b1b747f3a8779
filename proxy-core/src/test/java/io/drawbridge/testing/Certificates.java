// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * A server's key with a certificate signed by itself, made by the JDK's keytool.
 *
 * @param server has the key
 * @param client trusts the certificate and nothing else
 */
public record Certificates(SSLContext server, SSLContext client) {
  private static final char[] PASSWORD = "changeit".toCharArray();

  /**
   * For that name, a DNS name, and for 127.0.0.1. An underscore is more than keytool allows: it
   * takes a hyphen's place afterwards, which whoever trusts this very certificate does not mind.
   */
  public static Certificates of(String name) throws IOException, GeneralSecurityException {
    return of(name, keys -> keys);
  }

  /** The same with something between the server and its key. */
  public static Certificates of(String name, UnaryOperator<X509ExtendedKeyManager> between)
      throws IOException, GeneralSecurityException {
    Path directory = Files.createTempDirectory("certificates");
    Path file = directory.resolve("key.p12");
    try {
      keytool(file, name.replace('_', '-'));
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        keys.load(in, PASSWORD);
      }
      rename(keys, name);
      return new Certificates(server(keys, between), client(keys));
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(directory);
    }
  }

  private static void keytool(Path file, String name) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keystore",
            file.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            new String(PASSWORD),
            "-alias",
            "server",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=" + name,
            "-ext",
            "san=dns:" + name + ",ip:127.0.0.1",
            "-validity",
            "2");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("keytool: " + said);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void rename(KeyStore keys, String name) throws GeneralSecurityException {
    byte[] der = keys.getCertificate("server").getEncoded();
    String text = new String(der, ISO_8859_1).replace(name.replace('_', '-'), name);
    Certificate renamed =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(text.getBytes(ISO_8859_1)));
    keys.setKeyEntry(
        "server", keys.getKey("server", PASSWORD), PASSWORD, new Certificate[] {renamed});
  }

  private static SSLContext server(KeyStore keys, UnaryOperator<X509ExtendedKeyManager> between)
      throws GeneralSecurityException {
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManager manager = between.apply((X509ExtendedKeyManager) factory.getKeyManagers()[0]);
    context.init(new KeyManager[] {manager}, null, null);
    return context;
  }

  private static SSLContext client(KeyStore keys) throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keys.getCertificate("server"));
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
