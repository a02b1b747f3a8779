// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.Proxy;
import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Secret;
import io.drawbridge.leg.TlsTrust;
import io.drawbridge.settings.AuthenticatorSettings;
import io.drawbridge.settings.PluginSource;
import io.drawbridge.settings.ProxySettings;
import io.drawbridge.settings.ServerTls;
import io.drawbridge.settings.TargetSettings;
import io.drawbridge.testing.KeyFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a configuration says about certificates is what clients see, and stays true. */
@Timeout(120)
class ConfigurationTlsTest {
  @TempDir Path directory;
  private KeyFiles first;
  private Path chain;
  private Path key;

  @BeforeEach
  void make() throws Exception {
    first = KeyFiles.make(directory, "first", "-keyalg", "EC");
    chain = directory.resolve("chain.pem");
    key = directory.resolve("key.pem");
    first.write(chain, key);
  }

  private Configuration read(String tls, String more) throws Exception {
    Path file = directory.resolve("d.toml");
    Files.writeString(
        file,
        """
        [[listener]]
        name = "ci"
        address = "127.0.0.1:0"
        tls = { %s }
        [auth.a]
        type = "replaced below"
        [[target]]
        name = "db"
        address = "db.internal:5432"
        tls = { authorities = "chain.pem" }
        [[rule]]
        name = "r"
        to = "db"
        [audit]
        file = "audit.jsonl"
        %s
        """
            .formatted(tls, more));
    Configuration configuration =
        Configuration.read(
            file,
            UnaryOperator.identity(),
            name -> name.equals("STORE") ? KeyFiles.PASSWORD : null);
    return configuration;
  }

  /** Starts what a file says, with an authenticator that is no plugin. */
  private static Proxy start(Configuration configuration) throws Exception {
    ProxySettings said = configuration.settings();
    Authenticator nobody = (_, _) -> new Authentication.NotMine();
    return Proxy.start(
        new ProxySettings(
            said.listeners(),
            List.of(AuthenticatorSettings.of("a", new PluginSource.Ready<>(nobody))),
            said.authorizers(),
            said.targets(),
            said.rules(),
            said.admission(),
            said.limits(),
            said.relay(),
            said.timeouts(),
            said.liveness(),
            said.audit(),
            said.admin(),
            said.plugins(),
            said.webTrust(),
            said.gateway(),
            said.loops(),
            said.drainGrace()));
  }

  /** The certificate that a client is shown which trusts these. */
  private static X509Certificate shown(Proxy proxy, Path... trusted) throws IOException {
    IOException last = null;
    for (Path each : trusted) {
      InetSocketAddress to = (InetSocketAddress) proxy.address("ci");
      try (SSLSocket socket =
          (SSLSocket)
              TlsTrust.of(each).getSocketFactory().createSocket(to.getAddress(), to.getPort())) {
        socket.startHandshake();
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  @Test
  void theCertificateOfTheFilesIsShown() throws Exception {
    for (String tls :
        List.of(
            "certificate = 'chain.pem', key = 'key.pem'",
            "store = 'first.p12', password = { env = 'STORE' }")) {
      try (Proxy proxy = start(read(tls, ""))) {
        assertEquals(first.certificate(), shown(proxy, chain));
      }
    }
  }

  @Test
  void onlyTheProtocolsSaidAreOffered() throws Exception {
    Configuration read =
        read("certificate = 'chain.pem', key = 'key.pem', protocols = ['TLSv1.3']", "");
    assertEquals(
        Optional.of(new ServerTls(new ServerTls.Pem(chain, key), List.of("TLSv1.3"))),
        read.settings().listeners().getFirst().tls());
  }

  @Test
  void storesAndAuthoritiesArriveAsWritten() throws Exception {
    ProxySettings settings =
        read(
                "store = 'first.p12', password = { env = 'STORE' }",
                "[web]\nauthorities = 'chain.pem'")
            .settings();
    assertEquals(
        Optional.of(
            ServerTls.of(new ServerTls.Pkcs12(first.store(), Secret.of(KeyFiles.PASSWORD)))),
        settings.listeners().getFirst().tls());
    assertEquals(
        new TargetSettings.Authorities(chain),
        settings.targets().getFirst().encryption().orElseThrow().trust());
    assertTrue(settings.webTrust().isPresent());
  }

  @Test
  void aKeyOfAnotherCertificateIsRefusedWithItsPlace() throws Exception {
    KeyFiles.make(directory, "other", "-keyalg", "EC").write(directory.resolve("c"), key);
    InvalidSettingsException refused =
        assertThrows(
            InvalidSettingsException.class,
            () -> read("certificate = 'chain.pem', key = 'key.pem'", ""));
    assertEquals(
        directory.resolve("d.toml")
            + ":4:9: listener.tls.certificate of \"ci\": the key of "
            + key
            + " is not that of the certificate "
            + chain,
        refused.getMessage());
  }

  @Test
  void aKeyOfNoUseIsToldAtTheKeyAndACertificateOfNoneAtTheCertificate() throws Exception {
    String tls = "certificate = 'chain.pem', key = 'key.pem'";
    String encrypted =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    Files.writeString(key, encrypted);
    String told = assertThrows(InvalidSettingsException.class, () -> read(tls, "")).getMessage();
    assertTrue(told.contains(":4:36: listener.tls.key of \"ci\": " + key + " holds an enc"), told);
    Files.delete(key);
    told = assertThrows(InvalidSettingsException.class, () -> read(tls, "")).getMessage();
    assertTrue(told.contains("listener.tls.key of \"ci\": " + key + " does not exist"), told);
    Files.delete(chain);
    told = assertThrows(InvalidSettingsException.class, () -> read(tls, "")).getMessage();
    assertTrue(told.contains("listener.tls.certificate of \"ci\": " + chain), told);
  }

  @Test
  void aRenewedCertificateIsShownWithoutARestart() throws Exception {
    KeyFiles second = KeyFiles.make(directory, "second", "-keyalg", "RSA", "-keysize", "2048");
    Path before = Files.copy(chain, directory.resolve("before.pem"));
    try (Proxy proxy = start(read("certificate = 'chain.pem', key = 'key.pem'", ""))) {
      assertEquals(first.certificate(), shown(proxy, before));
      Path newChain = directory.resolve("new-chain.pem");
      Path newKey = directory.resolve("new-key.pem");
      second.write(newChain, newKey);
      Path after = Files.copy(newChain, directory.resolve("after.pem"));
      Files.move(newKey, key, StandardCopyOption.REPLACE_EXISTING);
      Files.move(newChain, chain, StandardCopyOption.REPLACE_EXISTING);
      long start = System.nanoTime();
      // Looked at every second, and once more where the first look fell between the two renames.
      while (!shown(proxy, before, after).equals(second.certificate())) {
        assertTrue(
            System.nanoTime() - start < Duration.ofSeconds(45).toNanos(),
            "the old certificate is still shown");
      }
    }
  }
}
