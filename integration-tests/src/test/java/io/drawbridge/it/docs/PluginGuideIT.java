// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.docs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Answer;
import io.drawbridge.it.harness.AuditTrail.Entry;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Home;
import io.drawbridge.it.harness.Tools;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who follows the guide for plugins gets two that work, from auth-spi.jar alone. */
class PluginGuideIT {
  private static final Document GUIDE = Document.of("docs/writing-a-plugin.md");
  private static final String KEY = "canary-of-the-guide-32-characters-long";

  @TempDir static Path directory;
  private static Path home;
  private static Path ticket;
  private static Path hours;
  private static Target echo;

  @BeforeAll
  static void build() throws IOException {
    home = directory.resolve("drawbridge");
    for (String part : List.of("bin", "lib", "plugins")) {
      copy(Home.directory().resolve(part), home.resolve(part));
    }
    ticket = Files.createDirectory(directory.resolve("ticket"));
    hours = Files.createDirectory(directory.resolve("hours"));
    for (Document.Block block : GUIDE.blocks()) {
      if (!block.title().isEmpty()) {
        boolean first = block.title().matches(".*(ticket|AuthenticatorProvider).*");
        Document.write(first ? ticket : hours, block);
      }
    }
    String steps = GUIDE.block("sh", "javac").text();
    assertTrue(sh(ticket, steps).contains("ticket"), "`drawbridge plugins` lists it");
    assertTrue(sh(hours, steps.replace("ticket", "hours")).contains("opening-hours"));
    echo = Target.echo();
  }

  @AfterAll
  static void stop() {
    echo.close();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        if (!Files.isDirectory(file)) {
          Files.copy(file, target);
        }
      }
    }
  }

  private static String sh(Path work, String steps) {
    Command.Result result =
        Command.of("sh", "-euc", steps)
            .with("PATH", Document.searchPath())
            .with("DRAWBRIDGE", home.toString())
            .with("DRAWBRIDGE_JAVA", Home.java().toString())
            .in(work)
            .within(Duration.ofSeconds(90))
            .run()
            .good();
    return result.out();
  }

  private static Configuration configuration(Path work, String... more) throws IOException {
    Files.createDirectories(work.resolve("secrets"));
    Configuration configuration = new Configuration(work).plain().target("orders-db", echo.port());
    configuration.write("secrets/ticket-key", KEY);
    configuration.block(GUIDE.block("toml", "auth.build-server").text());
    for (String block : more) {
      configuration.block(block);
    }
    return configuration;
  }

  private static String policy(long from, long until) {
    return GUIDE
        .block("toml", "policy.hours")
        .text()
        .replaceAll("(?m)^from .*$", "from = " + from)
        .replaceAll("(?m)^until .*$", "until = " + until);
  }

  /** A ticket made with the guide's own lines. */
  private static String ticketOf(Path work, String job, String seconds) throws IOException {
    Tools.require("openssl");
    sh(work, GUIDE.block("sh", "openssl").text().replace("4711", job).replace("300", seconds));
    return Files.readString(work.resolve("ticket"));
  }

  private static void assertEchoes(Gateway gateway, String token) throws IOException {
    byte[] text = "through a plugin of one's own".getBytes(StandardCharsets.US_ASCII);
    try (Client client = gateway.tunnel("orders-db", token)) {
      assertArrayEquals(text, client.send(text).read(text.length));
    }
  }

  private static Entry assertRefused(Gateway gateway, String token, int status, String why)
      throws IOException {
    try (Client client = gateway.client()) {
      Answer answer = client.connectTo("orders-db", token);
      assertEquals(status, answer.status(), answer.toString());
      assertTrue(answer.body().contains(why), answer.toString());
      return gateway.audit().awaitRefusal(answer.session());
    }
  }

  @Test
  void aTicketOpensATunnelAndABadOneDoesNot(@TempDir Path work) throws IOException {
    Configuration configuration = configuration(work);
    String good = ticketOf(work, "4711", "300");
    String flipped = good.substring(0, good.length() - 1) + (good.endsWith("0") ? "1" : "0");
    try (Gateway gateway = Gateway.startWithPlugins(configuration, home.resolve("plugins"))) {
      assertEchoes(gateway, good);
      assertRefused(gateway, flipped, 407, "was not made with this gateway's key");
      assertRefused(gateway, "ticket.4711", 407, "not a ticket");
      Entry expired = assertRefused(gateway, ticketOf(work, "4711", "0"), 407, "ended at");
      assertTrue(expired.text("claimed").contains("4711"), expired.toString());
      assertRefused(gateway, "of-another-kind", 407, "");
      assertEquals(
          "DENIED", assertRefused(gateway, ticketOf(work, "12", "300"), 403, "12").refusal());
      gateway.scanForSecrets(List.of(KEY, good));
    }
  }

  @Test
  void thePolicyGrantsWhileItIsOpenAndRefusesWhenItIsClosed(@TempDir Path work) throws IOException {
    Path openDirectory = Files.createDirectory(work.resolve("open"));
    Path closedDirectory = Files.createDirectory(work.resolve("closed"));
    Configuration open = configuration(openDirectory, policy(0, 24));
    String token = ticketOf(openDirectory, "4711", "300");
    try (Gateway gateway = Gateway.startWithPlugins(open, home.resolve("plugins"))) {
      assertEchoes(gateway, token);
    }
    boolean morning = LocalTime.now(ZoneOffset.UTC).getHour() < 12;
    Configuration closed = configuration(closedDirectory, morning ? policy(22, 23) : policy(1, 2));
    try (Gateway gateway = Gateway.startWithPlugins(closed, home.resolve("plugins"))) {
      // Its words are for the audit: to the caller they would tell that the target exists.
      Entry refused = assertRefused(gateway, token, 403, "no rule grants this");
      assertEquals("DENIED", refused.refusal());
      assertTrue(refused.text("explanation").contains("it is closed"), refused.toString());
    }
  }

  @Test
  void theContractHoldsForBoth() throws Exception {
    ContractRun tickets = new ContractRun(ticket, home.resolve("lib/spi"));
    ContractRun openings = new ContractRun(hours, home.resolve("lib/spi"));
    assertTrue(tickets.of("com.example.ticket.TicketContractTest") >= 8);
    assertTrue(openings.of("com.example.hours.HoursContractTest") >= 8);
  }
}
