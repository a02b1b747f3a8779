// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.command.Console;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Rules are tested and compared where there is no plugin, no secret, no key. */
class PolicyCommandTest {
  /** Every file it refers to is missing. */
  private static final String RULES =
      """
      [[listener]]
      name = 'ci'
      address = '0.0.0.0:8443'
      tls = { certificate = 'missing.pem', key = 'missing.key' }
      [auth.gitlab]
      type = 'gitlab-oidc'
      issuer = 'https://gitlab.test'
      liveness = { mode = 'api-token', token = { file = 'missing' } }
      [[target]]
      name = 'orders-db'
      address = 'db:5432'
      tls = { authorities = 'missing.pem' }
      [[rule]]
      name = 'orders'
      to = 'orders-db'
      when = { project_id = 4217, ref = 'main', issuer = 'https://gitlab.test' }
      limits = { lifetime = '1h' }
      [audit]
      file = 'audit.jsonl'
      """;

  private static final String GOOD =
      """
      config = 'drawbridge.toml'
      [[case]]
      name = 'main'
      claims = { project_id = 4217, ref = 'main' }
      target = 'Orders-DB'
      expect = 'granted'
      rule = 'orders'
      limits = { lifetime = '60m' }
      [[case]]
      name = 'a < branch'
      claims = { project_id = 4217, ref = 'feature' }
      target = 'orders-db'
      expect = 'denied'
      """;

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void rules() throws Exception {
    write("drawbridge.toml", RULES);
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(directory.resolve(name), text);
  }

  private int run(String... words) {
    Console console =
        new Console(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return Main.run(
        Stream.concat(Stream.of("policy"), Stream.of(words))
            .map(word -> word.replace("@", directory + "/"))
            .toList(),
        console);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8).replace(directory + "/", "");
  }

  @Test
  void decidesCasesWithoutPluginsSecretsAndKeys() throws Exception {
    write("cases.toml", GOOD);
    assertEquals(0, run("test", "@cases.toml"), err::toString);
    assertEquals(
        List.of(
            "cases.toml",
            "  ok    main        granted by \"orders\"",
            "  ok    a < branch  denied: the nearest rule, \"orders\", misses ref",
            "2 cases, 0 failed"),
        out().lines().toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'denied' | 'granted' | FAIL  a < branch  expected granted, is denied",
        "ref = 'feature' | ref = 'main' | a < branch  expected denied, is granted by \"orders\"",
        "'60m' | '61m' | main        granted by \"orders\" with other limits than expected",
      })
  void endsWithOneWhenACaseFails(String from, String to, String said) throws Exception {
    write("cases.toml", GOOD.replace(from, to));
    assertEquals(1, run("test", "@cases.toml"), err::toString);
    assertTrue(out().contains(said), out());
    assertTrue(out().contains("2 cases, 1 failed"), out());
    assertTrue(out().contains("the case is at cases.toml:"), out());
  }

  @Test
  void tellsWhatTheRulesMissedAboutACaseThatFails() throws Exception {
    write("cases.toml", GOOD.replace("'denied'", "'granted'"));
    run("test", "@cases.toml");
    assertTrue(out().contains("rule \"orders\": ref must be \"main\"; it is \"feature\""), out());
  }

  @Test
  void writesJUnitXml() throws Exception {
    write("cases.toml", GOOD.replace("'denied'", "'granted'"));
    assertEquals(1, run("test", "@cases.toml", "--junit", "@report.xml"));
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(directory.resolve("report.xml").toFile());
    Element suite = (Element) document.getElementsByTagName("testsuite").item(0);
    assertEquals("2", suite.getAttribute("tests"));
    assertEquals("1", suite.getAttribute("failures"));
    Element failed = (Element) document.getElementsByTagName("failure").item(0);
    assertEquals("a < branch", ((Element) failed.getParentNode()).getAttribute("name"));
    assertTrue(failed.getAttribute("message").equals("expected granted, is denied"));
    assertTrue(failed.getTextContent().contains("ref must be \"main\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "expect = 'denied' | expect = 'no' | cases.toml:13:1: case.expect of \"a < branch\": it is"
            + " \"granted\" or",
        "target = 'orders-db' | target = 'order-db' | cases.toml:12:1: case.target of \"a <"
            + " branch\": there is no target \"order-db\"; did you mean orders-db?",
        "name = 'main' | nam = 'main' | cases.toml:3:1: unknown key case.nam; did you mean name?",
        "rule = 'orders' | rule = 'other' | cases.toml:7:1: case.rule of \"main\": no such rule in"
            + " force",
        "[[case]] | [[case] | cases.toml:2:",
        "drawbridge.toml | other.toml | other.toml does not exist",
      })
  void endsWith78AndThePlaceWhereAFileCannotBeUsed(String from, String to, String said)
      throws Exception {
    write("cases.toml", GOOD.replace(from, to));
    assertEquals(78, run("test", "@cases.toml"));
    String told = err.toString(StandardCharsets.UTF_8);
    assertTrue(told.contains(said), told);
  }

  private static String record(String event, String session, String claims) {
    return """
    {"seq":1,"event":"%s","session":"%s","at":"2026-05-04T10:00:00Z","listener":"ci","target":\
    "orders-db","auth":"gitlab","issuer":"https://gitlab.test","subject":"job","labels":{"job":\
    "7"},"claims":{%s},"hash":"0"}
    """
        .formatted(event, session, claims);
  }

  private int diff(String changed, String audit) throws Exception {
    write("new.toml", changed);
    write("audit.jsonl", audit);
    return run("diff", "@drawbridge.toml", "@new.toml", "--audit", "@audit.jsonl");
  }

  private static final String AUDIT =
      record("granted", "s1", "\"project_id\":\"4217\",\"ref\":\"main\"")
          + record("refused", "s\\u001b2", "\"project_id\":\"4217\",\"ref\":\"feature\"")
          + record("refused", "s3", "\"project_id\":\"5\",\"ref\":null")
          + "{\"seq\":4,\"event\":\"closed\",\"session\":\"s1\"}\n";

  @Test
  void sameRulesDecideTheSame() throws Exception {
    assertEquals(0, diff(RULES, AUDIT), err::toString);
    assertEquals(
        "3 attempts replayed, 0 now granted, 0 now denied, 0 other limits, 0 undecidable",
        out().strip());
  }

  @Test
  void listsWhomAChangeLetsInAndWhomItShutsOut() throws Exception {
    String changed = RULES.replace("ref = 'main'", "ref = { not = 'main' }");
    assertEquals(1, diff(changed, AUDIT), err::toString);
    String[] lines = out().split("\n");
    assertEquals(5, lines.length, out());
    assertEquals(
        "now denied    2026-05-04T10:00:00Z  session s1  https://gitlab.test|job {job=7} ->"
            + " orders-db",
        lines[0]);
    assertEquals("              was granted by \"orders\", is denied", lines[1]);
    assertTrue(lines[2].startsWith("now granted   2026-05-04T10:00:00Z  session s?2"), lines[2]);
    assertEquals("              was denied, is granted by \"orders\"", lines[3]);
  }

  @Test
  void listsOtherLimitsAndTargetsThatAreGone() throws Exception {
    assertEquals(1, diff(RULES.replace("'1h'", "'2h'"), AUDIT));
    assertTrue(out().startsWith("other limits  "), out());
    out.reset();
    assertEquals(1, diff(RULES.replace("orders-db", "other-db"), AUDIT));
    assertTrue(out().startsWith("now denied    "), out());
    assertTrue(out().contains("1 now denied"), out());
  }

  @Test
  void saysWhichClaimWasNotRecorded() throws Exception {
    String changed = RULES.replace("ref = 'main'", "ref = 'main', environment = 'production'");
    assertEquals(1, diff(changed, AUDIT));
    assertTrue(
        out()
            .contains(
                "was granted by \"orders\", is undecidable: claim environment was not recorded"),
        out());
    assertTrue(out().contains("0 now denied, 0 other limits, 1 undecidable"), out());
  }

  @Test
  void aLineThatIsNoRecordIsNotSilentlyPassedOver() throws Exception {
    assertEquals(1, diff(RULES, AUDIT + "torn"));
    assertTrue(out().contains("1 lines of the audit are no records"), out());
  }

  @Test
  void manyRecordsAreReplayedInLittleMemory() throws Exception {
    Path audit = directory.resolve("audit.jsonl");
    String block = Stream.generate(() -> AUDIT).limit(500).collect(Collectors.joining());
    try (var writer = Files.newBufferedWriter(audit)) {
      for (int i = 0; i < 20; i++) {
        writer.write(block);
      }
    }
    write("new.toml", RULES.replace("4217", "4218"));
    assertEquals(1, run("diff", "@drawbridge.toml", "@new.toml", "--audit", "@audit.jsonl"));
    assertTrue(out().contains("30000 attempts replayed, 0 now granted, 10000 now denied"));
  }

  @Test
  void endsWith78WhereAFileOfADiffCannotBeUsed() throws Exception {
    assertEquals(78, diff(RULES.replace("to = 'orders-db'", "to = 'x'"), AUDIT));
    String told = err.toString(StandardCharsets.UTF_8);
    assertTrue(told.contains("new.toml:15:1: rule.to of \"orders\": there is no target"), told);
    assertEquals(78, run("diff", "@drawbridge.toml", "@drawbridge.toml", "--audit", "@missing"));
  }

  /** They would seem to deny all that an external policy, which is not asked, lets in. */
  @Test
  void rulesThatAreNotThereAreNeitherTestedNorCompared() throws Exception {
    int from = RULES.indexOf("[[rule]]");
    String none =
        RULES.substring(0, from)
            + "[policy.opa]\ntype = 'opa'\nurl = 'https://opa'\n"
            + RULES.substring(RULES.indexOf("[audit]"));
    assertEquals(78, diff(none, AUDIT));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("new.toml: rule: there is none"));
    write("drawbridge.toml", none);
    write("cases.toml", GOOD.replaceAll("(?m)^rule.*\n|^limits.*\n", "").replace("grant", "deni"));
    assertEquals(78, run("test", "@cases.toml"));
  }

  @Test
  void endsWith64WhereItIsNotWrittenSo() {
    for (String words : List.of("", "test", "diff a b", "diff a --audit c", "frob x")) {
      assertEquals(64, run(words.isEmpty() ? new String[0] : words.split(" ")), words);
    }
  }
}
