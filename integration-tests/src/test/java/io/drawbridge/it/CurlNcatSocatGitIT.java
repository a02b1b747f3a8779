// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.harness.Tools;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.FileServer;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that are in every job's image get through with nothing of ours installed. */
class CurlNcatSocatGitIT {
  private static final String TEXT = "the quick brown fox\n";

  @TempDir static Path directory;
  private static Certificates certificates;
  private static FileServer web;
  private static FileServer secureWeb;
  private static Target echo;
  private static Gateway gateway;

  @BeforeAll
  static void start() throws IOException {
    certificates = Certificates.create(directory, "tls", "code.test");
    Path files = Files.createDirectory(directory.resolve("files"));
    Files.writeString(files.resolve("text"), TEXT);
    web = FileServer.plain(files);
    secureWeb = FileServer.tls(files, certificates);
    echo = Target.echo();
    gateway =
        Gateway.start(
            Scene.withTls(
                Scene.withSecret(directory, echo)
                    .target("web.test", web.port())
                    .target("code.test", secureWeb.port())
                    .rule("web", "web.test,code.test"),
                certificates));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    echo.close();
    web.close();
    secureWeb.close();
  }

  @AfterEach
  void noSecretIsWritten() {
    gateway.scanForSecrets(List.of(Scene.TOKEN));
  }

  @ParameterizedTest
  @CsvSource({"http,Bearer", "http,Basic", "https,Bearer", "https,Basic"})
  void curlGetsThrough(String door, String scheme) {
    int port = door.equals("http") ? gateway.port() : gateway.tlsPort();
    List<String> words =
        new ArrayList<>(
            List.of(
                Tools.require("curl").toString(),
                "-sS",
                "--fail",
                "--proxytunnel",
                "--proxy",
                door + "://localhost:" + port,
                "--proxy-cacert",
                certificates.certificate().toString()));
    if (scheme.equals("Bearer")) {
      words.addAll(List.of("--proxy-header", "Proxy-Authorization: Bearer " + Scene.TOKEN));
    } else {
      words.addAll(List.of("--proxy-user", "job:" + Scene.TOKEN));
    }
    words.add("http://web.test:" + web.port() + "/text");
    assertEquals(TEXT, Command.of(words).run().good().out());
  }

  @Test
  void curlIsToldWhyItIsRefused() {
    Command.Result result =
        Command.of(
                Tools.require("curl").toString(),
                "-v",
                "--proxytunnel",
                "--proxy",
                "http://127.0.0.1:" + gateway.port(),
                "--proxy-user",
                "job:wrong",
                "http://web.test:" + web.port() + "/text")
            .run();
    assertNotEquals(0, result.exit());
    assertTrue(result.err().contains("407"), result.err());
    assertTrue(result.err().toLowerCase().contains("drawbridge-session"), result.err());
  }

  @Test
  void ncatGetsThrough() throws IOException {
    Command.Result result =
        Command.of(
                Tools.require("ncat").toString(),
                "--proxy",
                "127.0.0.1:" + gateway.port(),
                "--proxy-type",
                "http",
                "--proxy-auth",
                "job:" + Scene.TOKEN,
                Scene.TARGET,
                "" + echo.port())
            .reading(Files.writeString(directory.resolve("ncat-in"), TEXT))
            .run()
            .good();
    assertEquals(TEXT, result.out());
  }

  @Test
  void socatGetsThrough() throws IOException {
    Command.Result result =
        Command.of(
                Tools.require("socat").toString(),
                "-t",
                "5",
                "-",
                "PROXY:127.0.0.1:%s:%d,proxyport=%d,proxyauth=job:%s"
                    .formatted(Scene.TARGET, echo.port(), gateway.port(), Scene.TOKEN))
            .reading(Files.writeString(directory.resolve("socat-in"), TEXT))
            .run()
            .good();
    assertEquals(TEXT, result.out());
  }

  @Test
  void opensslGetsThroughToATlsTarget() throws IOException {
    Command.Result result =
        Command.of(
                Tools.require("openssl").toString(),
                "s_client",
                "-quiet",
                "-verify_return_error",
                "-proxy",
                "127.0.0.1:" + gateway.port(),
                "-proxy_user",
                "job",
                "-proxy_pass",
                "env:DRAWBRIDGE_TOKEN",
                "-connect",
                "code.test:" + secureWeb.port(),
                "-CAfile",
                certificates.certificate().toString(),
                "-verify_hostname",
                "code.test")
            .with("DRAWBRIDGE_TOKEN", Scene.TOKEN)
            .reading(
                Files.writeString(
                    directory.resolve("openssl-in"),
                    "GET /text HTTP/1.1\r\nHost: code.test\r\nConnection: close\r\n\r\n"))
            .run();
    assertTrue(result.out().contains(TEXT), result.out() + result.err());
  }

  @Test
  void gitClonesOverHttpsThroughTheProxyThatAsksFirst() throws IOException {
    String git = Tools.require("git").toString();
    Path origin = Files.createDirectories(directory.resolve("files").resolve("origin.git"));
    Path work = directory.resolve("work");
    run(git, "init", "-q", "--bare", "-b", "main", origin.toString());
    run(git, "init", "-q", "-b", "main", work.toString());
    Files.writeString(work.resolve("README"), TEXT);
    run(git, "-C", work.toString(), "add", "README");
    run(
        git,
        "-C",
        work.toString(),
        "-c",
        "user.name=it",
        "-c",
        "user.email=it@example.com",
        "commit",
        "-qm",
        "Say it");
    run(git, "-C", work.toString(), "push", "-q", origin.toString(), "main");
    run(git, "-C", origin.toString(), "update-server-info");
    assertCloned(git, "http.proxy=http://job:" + Scene.TOKEN + "@127.0.0.1:" + gateway.port());
    // Through TLS, with the gateway's own authority, and with the credential at once.
    assertCloned(
        git,
        "http.proxy=https://job:" + Scene.TOKEN + "@localhost:" + gateway.tlsPort(),
        "http.proxySSLCAInfo=" + certificates.certificate(),
        "http.proxyAuthMethod=basic");
  }

  private static void assertCloned(String git, String... settings) throws IOException {
    Path clone = Files.createTempDirectory(directory, "clone");
    List<String> words = new ArrayList<>(List.of(git));
    for (String setting : settings) {
      words.addAll(List.of("-c", setting));
    }
    String from = "https://code.test:" + secureWeb.port() + "/origin.git";
    words.addAll(List.of("clone", "-q", from, clone.toString()));
    Command.of(words)
        .with("GIT_TERMINAL_PROMPT", "0")
        .with("GIT_SSL_CAINFO", certificates.certificate().toString())
        .run()
        .good();
    assertEquals(TEXT, Files.readString(clone.resolve("README")));
  }

  private static void run(String... words) {
    Command.of(words).with("GIT_CONFIG_GLOBAL", "/dev/null").run().good();
  }
}
