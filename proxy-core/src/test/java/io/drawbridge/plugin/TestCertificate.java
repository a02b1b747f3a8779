// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for {@code localhost} that only who is given it trusts; made by the JDK's keytool.
 */
final class TestCertificate {
  private static final String PASSWORD = "changeit";

  private TestCertificate() {}

  /** Presents the certificate and trusts it and nothing else. */
  static SSLContext context(Path directory) throws Exception {
    Path file = directory.resolve("localhost.p12");
    keytool(
        file,
        "-genkeypair",
        "-alias",
        "localhost",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=dns:localhost");
    KeyStore keys = load(file);
    return context(keys, keys);
  }

  /**
   * A certificate of an authority, for localhost, and a client that trusts the authority.
   *
   * @param server presents the certificate
   * @param client trusts whoever issued it
   */
  record Issued(SSLContext server, SSLContext client) {}

  /** One that is valid for a day from this start on, in keytool's words: {@code -3d}. */
  static Issued issued(Path directory, String start) throws Exception {
    Path authority = directory.resolve("authority.p12");
    Path own = directory.resolve("own.p12");
    Path request = directory.resolve("request.pem");
    Path issued = directory.resolve("issued.pem");
    Path root = directory.resolve("root.pem");
    keytool(
        authority,
        "-genkeypair",
        "-alias",
        "ca",
        "-keyalg",
        "EC",
        "-dname",
        "CN=authority",
        "-ext",
        "bc:c");
    keytool(authority, "-exportcert", "-alias", "ca", "-rfc", "-file", root.toString());
    keytool(own, "-genkeypair", "-alias", "own", "-keyalg", "EC", "-dname", "CN=localhost");
    keytool(own, "-certreq", "-alias", "own", "-file", request.toString());
    keytool(
        authority,
        "-gencert",
        "-alias",
        "ca",
        "-rfc",
        "-infile",
        request.toString(),
        "-outfile",
        issued.toString(),
        "-ext",
        "san=dns:localhost",
        "-startdate",
        start,
        "-validity",
        "1");
    keytool(own, "-importcert", "-alias", "root", "-noprompt", "-file", root.toString());
    keytool(own, "-importcert", "-alias", "own", "-file", issued.toString());
    KeyStore keys = load(own);
    KeyStore trusted = load(authority);
    return new Issued(context(keys, keys), context(keys, trusted));
  }

  private static void keytool(Path store, String... command) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.addAll(List.of(command));
    line.addAll(
        List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
    Path log = store.resolveSibling("keytool.log");
    Process keytool =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException(Files.readString(log));
    }
  }

  private static KeyStore load(Path file) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private static SSLContext context(KeyStore keys, KeyStore trust) throws Exception {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD.toCharArray());
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }
}
