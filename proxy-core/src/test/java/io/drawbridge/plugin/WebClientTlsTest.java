// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.drawbridge.auth.WebRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the web client trusts, and what it says where it does not. */
class WebClientTlsTest {
  @TempDir Path directory;
  private HttpsServer server;

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void serve(SSLContext context) throws IOException {
    server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 10);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  private int ask(SSLContext trust, String host) throws IOException, InterruptedException {
    URI uri = URI.create("https://" + host + ":" + server.getAddress().getPort() + "/");
    try (BoundedWebClient client = new BoundedWebClient(Optional.ofNullable(trust), false)) {
      return client.send(WebRequest.get(uri)).status();
    }
  }

  private String failure(SSLContext trust, String host) {
    return assertThrows(IOException.class, () -> ask(trust, host)).getMessage();
  }

  @Test
  void anUnknownAuthorityAndAnotherNameAreEachTold() throws Exception {
    SSLContext own = TestCertificate.context(directory);
    serve(own);
    assertEquals(200, ask(own, "localhost"));
    assertEquals(
        "localhost: its certificate is of an authority that is not trusted here; if it is your own,"
            + " name the authority's certificate under [web] as authorities",
        failure(null, "localhost"));
    assertEquals(
        "127.0.0.1: its certificate is made out to another name; write the name that is in the"
            + " certificate into the address",
        failure(own, "127.0.0.1"));
  }

  @Test
  void anExpiredCertificateIsToldWithItsDate() throws Exception {
    TestCertificate.Issued issued = TestCertificate.issued(directory, "-3d");
    serve(issued.server());
    String told = failure(issued.client(), "localhost");
    assertTrue(told.matches("localhost: its certificate has expired at 20.*Z; have it.*"), told);
  }

  @Test
  void aCertificateOfTomorrowIsToldWithItsDate() throws Exception {
    TestCertificate.Issued issued = TestCertificate.issued(directory, "+3d");
    serve(issued.server());
    String told = failure(issued.client(), "localhost");
    assertTrue(
        told.matches("localhost: its certificate is not valid yet, but from 20.*Z; compare.*"),
        told);
  }
}
