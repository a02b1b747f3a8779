// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a configuration is told with its place, before anything is served. */
class ConfigurationTest {
  static final String SMALLEST =
      """
      [[listener]]
      name = "ci"
      address = "127.0.0.1:8443"
      [auth.gitlab]
      type = "gitlab-oidc"
      [[target]]
      name = "orders-db"
      address = "db.internal:5432"
      [[rule]]
      name = "r"
      to = ["orders-db"]
      when = { project_id = "4217" }
      [audit]
      file = "audit.jsonl"
      """;

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void place() {
    file = directory.resolve("d.toml");
  }

  private Configuration read(String document) throws Exception {
    Files.writeString(file, document);
    return Configuration.read(
        file, UnaryOperator.identity(), name -> name.equals("SET") ? "value" : null);
  }

  private String refusal(String document) {
    String message =
        assertThrows(InvalidSettingsException.class, () -> read(document)).getMessage();
    return message.replace(directory + "/", "");
  }

  @Test
  void readsTheSmallest() throws Exception {
    Configuration configuration = read(SMALLEST);
    assertEquals(Optional.empty(), configuration.settings().plugins());
    assertEquals(Duration.ofMinutes(5), configuration.drain());
    assertEquals(List.of(), configuration.warnings());
  }

  @Test
  void resolvesPathsBesideTheFile() throws Exception {
    Configuration configuration = read("plugins = 'p'\ndrain = '7s'\n" + SMALLEST);
    assertEquals(Optional.of(directory.resolve("p")), configuration.settings().plugins());
    assertEquals(Duration.ofSeconds(7), configuration.drain());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[[rule]]      | [[rul]]          | d.toml:9:3: unknown key rul; did you mean rule?",
        "address =     | adress =         | d.toml:3:1: unknown key listener.adress of \"ci\"; did"
            + " you mean address?",
        "to =          | too =            | d.toml:11:1: unknown key rule.too of \"r\"; did you"
            + " mean to?",
        "\"r\"         | \"r\"\\n"
            + "limits = { lifetme = '1h' } | d.toml:11:12: unknown key rule.limits.lifetme of"
            + " \"r\"; did you mean lifetime?",
        "127.0.0.1:8443 | 0.0.0.0:8443    | d.toml:1:3: listener.tls of \"ci\": it is missing, and"
            + " 0.0.0.0:8443 is not loopback: credentials would travel in clear; set tls, or"
            + " plaintext = \"I accept\"",
        "127.0.0.1:8443 | gw.internal:8443 | d.toml:3:1: listener.address of \"ci\":"
            + " \"gw.internal\" is a name; what is listened on is an address of this machine, like"
            + " 0.0.0.0:8443 or [::1]:8443",
        "127.0.0.1:8443 | 127.0.0.1       | d.toml:3:1: listener.address of \"ci\": \"127.0.0.1\""
            + " has no port; write a host and a port like 127.0.0.1:8443",
        "127.0.0.1:8443\" | 127.0.0.1:8443\"\\n"
            + "plaintext = \"yes\" | d.toml:4:1: listener.plaintext of \"ci\": it can only be \"I"
            + " accept\"",
        "127.0.0.1:8443\" | 127.0.0.1:8443\"\\n"
            + "door = \"socks\" | d.toml:4:1: listener.door of \"ci\": there is no door \"socks\";"
            + " there is http-connect",
        "127.0.0.1:8443\" | 127.0.0.1:8443\"\\n"
            + "max_head = 9 | d.toml:4:1: listener.max_head of \"ci\": it is 9; it must be from"
            + " 1024 to 65536",
        "[auth.gitlab] | [auth.'git lab'] | d.toml:4:7: auth.git lab: a name is letters, digits,"
            + " hyphens and underscores",
        "type = \"gitlab-oidc\" | issuer = \"x\" | d.toml:4:7: auth.gitlab.type is missing; it is a"
            + " text",
        "[auth.gitlab]\\n"
            + "type = \"gitlab-oidc\" | | d.toml: auth: there is none, so nobody could prove who"
            + " they are; add an [auth.NAME] table",
        "[auth.gitlab]\\n"
            + "type = \"gitlab-oidc\" | [auth]\\n"
            + "gitlab = 1 | d.toml:5:1: auth.gitlab is a whole number; it must be a table,"
            + " [auth.gitlab]",
        "\"orders-db\"\\n"
            + " | \"orders db\"\\n"
            + " | d.toml:7:1: target.name: \"orders db\" is none: a target's name is letters,"
            + " digits, hyphens and dots",
        "db.internal:5432 | db.internal     | d.toml:8:1: target.address of \"orders-db\":"
            + " \"db.internal\" has no port; write a host and a port like orders-db.internal:5432",
        "db.internal:5432 | db.internal:0   | d.toml:8:1: target.address of \"orders-db\":"
            + " \"db.internal:0\" has port 0, where nobody listens; write one from 1 to 65535",
        "db.internal:5432 | 127.1:5432      | d.toml:8:1: target.address of \"orders-db\":"
            + " \"127.1\" is neither a host name nor an address; write one like"
            + " orders-db.internal:5432",
        "db.internal:5432 | 127.0.0.1:5432  | d.toml:8:1: target.address of \"orders-db\": it is"
            + " loopback, the gateway's own machine; set loopback = true if meant",
        "db.internal:5432 | 169.254.169.254:80 | d.toml:8:1: target.address of \"orders-db\": it is"
            + " never dialled: a link-local address",
        "db.internal:5432 | [fd00:ec2::254]:80 | d.toml:8:1: target.address of \"orders-db\": it is"
            + " never dialled: a metadata service",
        "db.internal:5432 | [64:ff9b::7f00:1]:5 | d.toml:8:1: target.address of \"orders-db\": it"
            + " is never dialled: inside it a loopback address",
        "db.internal:5432 | 0.0.0.0:5 | d.toml:8:1: target.address of \"orders-db\": it is never"
            + " dialled: an unspecified address",
        "5432\"         | 5432\"\\n"
            + "ports = [5433, 70000] | d.toml:9:1: target.ports of \"orders-db\": it must be a list"
            + " of distinct ports, each from 1 to 65535",
        "5432\"         | 5432\"\\n"
            + "tls = 1 | d.toml:9:1: target.tls of \"orders-db\" is a whole number; it must be a"
            + " table",
        "5432\"         | 5432\"\\n"
            + "tls = { authorities = \"ca.pem\" } | d.toml:9:9: target.tls.authorities of"
            + " \"orders-db\": ca.pem does not exist",
        "[\"orders-db\"] | [\"orders\"]     | d.toml:11:1: rule.to of \"r\": there is no target"
            + " called \"orders\"; did you mean orders-db?",
        "[\"orders-db\"] | []               | d.toml:11:1: rule.to of \"r\": it is missing or"
            + " empty; it is a list of names of targets",
        "\"r\"          | \"r\"\\n"
            + "auth = \"okta\" | d.toml:11:1: rule.auth of \"r\": there is no [auth.okta]",
        "[[target]]    | [auth.b]\\n"
            + "type = \"static\"\\n"
            + "[[target]] | d.toml:11:3: rule.auth of \"r\": it is missing; with several"
            + " authenticators a rule says whose identities it is about",
        "\"4217\"       | 4.5              | d.toml:12:10: rule.when.project_id of \"r\": a"
            + " condition is a text, a whole number, true or false, a list of these, { present ="
            + " true } or { not = … }",
        "\"4217\"       | { present = false } | d.toml:12:10: rule.when.project_id of \"r\": a"
            + " table as a condition is either { present = true } or { not = … }",
        "\"4217\"       | []               | d.toml:12:10: rule.when.project_id of \"r\": an empty"
            + " list can never match",
        "[auth.gitlab] | [[listener]]\\nname = \"b\"\\naddress = \"127.0.0.1:8443\"\\n[auth.gitlab]"
            + " | d.toml:6:1: listener.address of \"b\": another listener has it already",
        "[audit]\\n"
            + "file = \"audit.jsonl\" | | d.toml: audit: it is missing: every grant must be"
            + " recorded; add [audit]",
        "jsonl\"        | jsonl\"\\n"
            + "mode = \"maybe\" | d.toml:15:1: audit.mode: it must be \"required\" or"
            + " \"best-effort\"",
        "[[target]]    | [[target]]\\n"
            + "name = \"ORDERS-DB\"\\n"
            + "address = \"a:1\"\\n"
            + "[[target]] | d.toml:10:1: target.name: \"orders-db\" is taken, at d.toml:6:3",
        "[audit]       | [[rule]]\\n"
            + "name = \"r\"\\n"
            + "[audit] | d.toml:14:1: rule.name: \"r\" is taken, at d.toml:9:3",
        "[audit]       | [admin]\\n"
            + "address = \"0.0.0.0:1\"\\n"
            + "[audit] | d.toml:14:1: admin.address: it must be a loopback address and a port like"
            + " 127.0.0.1:9443: whoever reaches it is not asked who they are",
        "[audit]       | [timeouts]\\n"
            + "head = \"100ms\"\\n"
            + "[audit] | d.toml:14:1: timeouts.head: it is 100 ms; it must be from 200 ms to 5 min",
        "[audit]       | [limits]\\n"
            + "strangers = 5\\n"
            + "strangers_per_source = 6\\n"
            + "[audit] | d.toml:15:1: limits.strangers_per_source: it is more than strangers in"
            + " all, 5",
        "[audit]       | [limits]\\n"
            + "stalled = \"9999999999s\"\\n"
            + "[audit] | d.toml:14:1: limits.stalled is the text \"9999999999s\"; it must be a"
            + " duration like \"10s\" or \"1h\"",
        "\"r\"          | \"r\"\\n"
            + "replaces = \"r\" | d.toml:11:1: rule.replaces of \"r\": only a shadow rule replaces"
            + " another; set shadow = true",
        "[audit]       | [limits]\\n"
            + "tunnels = 5000000000\\n"
            + "[audit] | d.toml:14:1: limits.tunnels: it is 5000000000, more than can be meant",
        "[audit]       | [web]\\n"
            + "authorities = \"ca.pem\"\\n"
            + "[audit] | d.toml:14:1: web.authorities: ca.pem does not exist",
      })
  void tellsWhatIsWrongAndWhere(String replaced, String by, String message) {
    String to = by == null ? "" : by.translateEscapes();
    String changed =
        SMALLEST.replaceFirst(
            java.util.regex.Pattern.quote(replaced.translateEscapes()),
            java.util.regex.Matcher.quoteReplacement(to));
    assertTrue(!changed.equals(SMALLEST), "the case changes nothing");
    assertEquals(message, refusal(changed));
  }

  @Test
  void needsAListenerATargetAndAWayToBeLetIn() {
    int target = SMALLEST.indexOf("[[target]]");
    int rule = SMALLEST.indexOf("[[rule]]");
    int audit = SMALLEST.indexOf("[audit]");
    assertEquals(
        "d.toml: listener: there is none; add a [[listener]]",
        refusal(SMALLEST.substring(SMALLEST.indexOf("[auth"))));
    assertEquals(
        "d.toml: target: there is none, so there is nothing to reach; add a [[target]]",
        refusal(SMALLEST.substring(0, target) + SMALLEST.substring(audit)));
    assertEquals(
        "d.toml: rule: there is neither a rule nor a policy: nobody would be let in; add a"
            + " [[rule]]",
        refusal(SMALLEST.substring(0, rule) + SMALLEST.substring(audit)));
    assertEquals(
        "d.toml: listener: there is none; add a [[listener]]",
        refusal(""),
        "an empty file is never a configuration");
  }

  @Test
  void aPolicyMayStandForRules() throws Exception {
    int rule = SMALLEST.indexOf("[[rule]]");
    read(
        SMALLEST.substring(0, rule)
            + "[policy.opa]\ntype = \"opa\"\n"
            + SMALLEST.substring(SMALLEST.indexOf("[audit]")));
  }

  @Test
  void keepsTheAuditOutOfThePlugins() {
    assertEquals(
        "d.toml:15:1: audit.file: it lies in the plugins' directory, where only plugins may be",
        refusal("plugins = 'p'\n" + SMALLEST.replace("audit.jsonl", "p/../p/audit.jsonl")));
  }

  @Test
  void tellsOfAnAuditThatCouldNotBeOpenedAndMakesNothing() throws Exception {
    Files.createDirectory(directory.resolve("d"));
    Files.writeString(directory.resolve("f"), "");
    String at = "d.toml:14:1: audit.file: " + directory + "/";
    for (String[] each :
        new String[][] {
          {"d", "d is not a regular file"},
          {"f/a", "f/a: " + directory + "/f is not a directory"},
          {"f/a/a", "f/a/a: " + directory + "/f is not a directory"},
          {"n/n/a", "n/n/a: the directory " + directory + "/n is missing"},
        }) {
      Configuration said = read(SMALLEST.replace("audit.jsonl", each[0]));
      String told = assertThrows(InvalidSettingsException.class, said::requireAudit).getMessage();
      assertEquals(directory + "/" + at + each[1], told);
    }
    read(SMALLEST).requireAudit();
    read(SMALLEST.replace("audit.jsonl", "n/a")).requireAudit();
    try (var there = Files.list(directory)) {
      assertEquals(3, there.count());
    }
  }

  @Test
  void refusesWhatIsNoFile() throws Exception {
    Files.createDirectory(file);
    IOException refused =
        assertThrows(
            IOException.class,
            () -> Configuration.read(file, UnaryOperator.identity(), System::getenv));
    assertEquals(file + " is not a file", refused.getMessage());
    Path none = directory.resolve("none.toml");
    IOException missing =
        assertThrows(
            IOException.class,
            () -> Configuration.read(none, UnaryOperator.identity(), System::getenv));
    assertEquals(none + " does not exist", missing.getMessage());
  }

  @Test
  void warnsOfSecretsThatAreOpenOrInline() throws Exception {
    Path secret = Files.writeString(directory.resolve("token"), "x");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
    String at = "type = \"gitlab-oidc\"";
    assertEquals(
        List.of(
            file
                + ":6:14: auth.gitlab.liveness.token: "
                + secret
                + " can be read by every user of this machine; chmod 600 it"),
        read(SMALLEST.replace(at, at + "\nliveness = { token = { file = 'token' } }")).warnings());
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
    assertEquals(
        List.of(),
        read(SMALLEST.replace(at, at + "\nliveness = { token = { file = 'token' } }")).warnings());
    List<String> inline =
        read(SMALLEST.replace(at, at + "\nliveness = { token = 'canary' }")).warnings();
    assertEquals(
        List.of(
            file + ":6:14: auth.gitlab.liveness.token holds a secret inline; use { file = \"…\" }"),
        inline);
  }
}
