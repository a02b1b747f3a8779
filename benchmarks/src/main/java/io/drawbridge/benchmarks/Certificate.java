// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed ECDSA certificate on P-256 for {@code localhost} and 127.0.0.1, with its key; made
 * for one run by the keytool of the Java that runs this.
 */
public final class Certificate {
  private static final String ALIAS = "own";
  private static final String PASSWORD = "only-for-this-run";

  private static final String COMMAND =
      "-genkeypair -keyalg EC -groupname secp256r1 -dname CN=localhost"
          + " -ext san=dns:localhost,ip:127.0.0.1 -validity 30 -storetype PKCS12 -alias "
          + ALIAS
          + " -storepass "
          + PASSWORD;

  private final KeyStore keys;
  private final String pem;

  private Certificate(KeyStore keys) throws GeneralSecurityException {
    this.keys = keys;
    pem =
        pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded())
            + pem("PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
  }

  /**
   * Makes one.
   *
   * @param directory a place for a file that is gone again when this returns
   * @throws IOException if keytool fails
   */
  public static Certificate make(Path directory) throws IOException {
    Path file = directory.resolve("keys.p12");
    List<String> words = new ArrayList<>(List.of(COMMAND.split(" ")));
    words.addFirst(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    words.addAll(List.of("-keystore", file.toString()));
    Process keytool = new ProcessBuilder(words).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!Files.exists(file)) {
      throw new IOException("keytool: " + output);
    }
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      return new Certificate(keys);
    } catch (GeneralSecurityException e) {
      throw new IOException("keytool's store cannot be read", e);
    } finally {
      Files.delete(file);
    }
  }

  /** Presents it, and trusts it and no other; with a session cache of its own. */
  public SSLContext context() throws IOException {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
      KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
      own.init(keys, PASSWORD.toCharArray());
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("no TLS with keytool's certificate", e);
    }
  }

  /** Certificate and key, one after the other. */
  public String pem() {
    return pem;
  }

  private static String pem(String what, byte[] bytes) {
    String text =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
    return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
  }
}
