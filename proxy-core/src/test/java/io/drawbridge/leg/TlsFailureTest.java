// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.loop.Deadline;
import io.drawbridge.settings.ServerTls;
import io.drawbridge.testing.KeyFiles;
import io.drawbridge.testing.Sockets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever cannot set up TLS with a server is told which of its faults it was, each by itself. */
@Timeout(30)
class TlsFailureTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path directory;

  private KeyFiles keys(String name, String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    all.addAll(List.of(options));
    KeyFiles keys = KeyFiles.make(directory, name, all.toArray(String[]::new));
    keys.write(directory.resolve(name + ".pem"), directory.resolve(name + "-key.pem"));
    return keys;
  }

  private Path pem(String name) {
    return directory.resolve(name + ".pem");
  }

  /** What somebody is told who trusts this file and asks for this name. */
  private String told(Optional<String> server, Path trusted, String name) throws Exception {
    try (ServerSocketChannel listener = Sockets.listen(1)) {
      CompletableFuture<Exception> served = new CompletableFuture<>();
      Thread.startVirtualThread(() -> served.complete(serve(listener, server)));
      SSLException failure;
      try (SocketChannel channel = SocketChannel.open(listener.getLocalAddress())) {
        failure =
            assertThrows(
                SSLException.class,
                () -> TlsLeg.connect(channel, TlsTrust.of(trusted), name, Deadline.after(LONG)));
      }
      served.get(20, TimeUnit.SECONDS);
      return TlsFailure.told(failure, "; trust it");
    }
  }

  /** Serves with these keys, or speaks no TLS; answers what came of it. */
  private Exception serve(ServerSocketChannel listener, Optional<String> keys) {
    try (SocketChannel channel = listener.accept()) {
      if (keys.isEmpty()) {
        Sockets.write(channel, "220 mail.test ESMTP\r\n");
      } else {
        TlsLeg.accept(
            channel, context(keys.get()), ServerTls.PROTOCOLS, TlsTasks.HERE, Deadline.after(LONG));
      }
      return null;
    } catch (IOException | GeneralSecurityException e) {
      return e;
    }
  }

  /** A server that does not look at the time of its own certificate. */
  private SSLContext context(String name) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(directory.resolve(name + ".p12"))) {
      store.load(in, KeyFiles.PASSWORD.toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(store, KeyFiles.PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  @Test
  void anUnknownAuthority() throws Exception {
    keys("own");
    keys("other");
    assertEquals(
        "its certificate is of an authority that is not trusted here; trust it",
        told(Optional.of("own"), pem("other"), "localhost"));
  }

  /** It has the name that is trusted, and another key. */
  @Test
  void anAuthorityThatOnlyHasTheName() throws Exception {
    keys("own");
    keys("imitation", "-dname", "CN=own");
    assertEquals(
        "its certificate is of an authority that is not trusted here; trust it",
        told(Optional.of("imitation"), pem("own"), "localhost"));
  }

  @Test
  void anotherName() throws Exception {
    keys("own");
    assertEquals(
        "its certificate is made out to another name; write the name that is in the certificate"
            + " into the address",
        told(Optional.of("own"), pem("own"), "db.internal"));
    assertEquals(
        "its certificate is made out to another name; write the name that is in the certificate"
            + " into the address",
        told(Optional.of("own"), pem("own"), "my_db"));
  }

  /** Also where the certificate is trusted by itself. */
  @Test
  void anExpiredOneAndOneOfTheFuture() throws Exception {
    keys("old", "-startdate", "-10d", "-validity", "5");
    String old = told(Optional.of("old"), pem("old"), "localhost");
    assertTrue(old.matches("its certificate has expired at 20.*Z; have it renewed.*"), old);
    keys("young", "-startdate", "+5d", "-validity", "5");
    String young = told(Optional.of("young"), pem("young"), "localhost");
    assertTrue(young.matches("its certificate is not valid yet, but from 20.*Z; .*"), young);
  }

  @Test
  void noTls() throws Exception {
    keys("own");
    assertEquals("it does not speak TLS there", told(Optional.empty(), pem("own"), "localhost"));
  }

  @Test
  void alertsInWords() {
    assertEquals(
        "it offers neither TLS 1.3 nor TLS 1.2",
        TlsFailure.told(new SSLException("(x) Received fatal alert: protocol_version"), ""));
    assertEquals(
        "it wants a certificate of this side",
        TlsFailure.told(new SSLException("(x) Received fatal alert: certificate_required"), ""));
    assertEquals(
        "it refused TLS with the alert internal_error",
        TlsFailure.told(new SSLException("(x) Received fatal alert: internal_error"), ""));
  }
}
