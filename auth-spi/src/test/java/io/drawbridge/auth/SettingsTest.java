// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  private static Settings of(Object... keysAndValues) {
    Map<String, Object> plain = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      plain.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return Settings.of(plain);
  }

  private static String refused(Executable reading) {
    return assertThrows(InvalidSettingsException.class, reading).getMessage();
  }

  @Test
  void readsEachType() throws Exception {
    Settings settings =
        of(
            "text",
            "a",
            "number",
            7,
            "flag",
            true,
            "duration",
            "1m",
            "also",
            Duration.ofMillis(250),
            "uri",
            "https://a.example.com/x",
            "list",
            List.of("a", "b"),
            "table",
            Map.of("k", "v"),
            "tables",
            List.of(Map.of("k", "1"), Map.of("k", "2")));
    assertEquals("a", settings.text("text"));
    assertEquals(List.of("a"), settings.texts("text"));
    assertEquals(7, settings.integer("number", 1, 9, 5));
    assertTrue(settings.flag("flag", false));
    Duration hour = Duration.ofHours(1);
    assertEquals(Duration.ofMinutes(1), settings.duration("duration", Duration.ZERO, hour, hour));
    assertEquals(Duration.ofMillis(250), settings.duration("also", Duration.ZERO, hour, hour));
    assertEquals(URI.create("https://a.example.com/x"), settings.uri("uri"));
    assertEquals(List.of("a", "b"), settings.texts("list"));
    assertEquals("v", settings.table("table").orElseThrow().text("k"));
    List<String> ks = new ArrayList<>();
    for (Settings each : settings.tables("tables")) {
      ks.add(each.text("k"));
    }
    assertEquals(List.of("1", "2"), ks);
    settings.finish();
  }

  @Test
  void givesTheDefaultOfAKeyThatIsNotThere() throws Exception {
    Settings empty = of();
    assertEquals("d", empty.text("k", "d"));
    assertEquals(5, empty.integer("k", 1, 9, 5));
    assertTrue(empty.flag("k", true));
    assertEquals(List.of(), empty.texts("k"));
    assertEquals(List.of(), empty.tables("k"));
    assertTrue(empty.table("k").isEmpty());
    assertTrue(empty.optionalSecret("k").isEmpty());
    assertTrue(empty.optionalPath("k").isEmpty());
    assertTrue(empty.optionalUri("k").isEmpty());
    assertFalse(empty.has("k"));
  }

  @Test
  void refusesAValueOfAnotherTypeAndNamesTheKey() {
    LocalDate date = LocalDate.of(2027, 1, 1);
    Map<String, Executable> readings = new LinkedHashMap<>();
    for (Object bad : List.of("", 7, true, 2.5, date, List.of(1), Map.of("a", 1))) {
      readings.put("text of " + bad, () -> of("key", bad).text("key"));
      readings.put("texts of " + bad, () -> of("key", bad).texts("key"));
      readings.put("uri of " + bad, () -> of("key", bad).uri("key"));
      readings.put("path of " + bad, () -> of("key", bad).path("key"));
      readings.put("secret of " + bad, () -> of("key", bad).secret("key"));
      readings.put(
          "duration of " + bad,
          () -> of("key", bad).optionalDuration("key", Duration.ZERO, Duration.ofHours(1)));
    }
    for (Object bad : List.of("7", true, 2.5, 0, 10, List.of(1))) {
      readings.put("integer of " + bad, () -> of("key", bad).integer("key", 1, 9, 5));
    }
    for (Object bad : List.of("true", 1, List.of(true))) {
      readings.put("flag of " + bad, () -> of("key", bad).flag("key", false));
      readings.put("table of " + bad, () -> of("key", bad).table("key"));
      readings.put("tables of " + bad, () -> of("key", bad).tables("key"));
    }
    readings.forEach(
        (what, reading) -> {
          String message = assertThrows(InvalidSettingsException.class, reading, what).getMessage();
          assertTrue(message.contains("key"), message);
        });
  }

  @Test
  void quotesWhatCannotBeReadBesideAnExampleButNoPassword() {
    Settings settings =
        of("a", "gitlab.example.com", "b", "10 minutes", "c", 10, "d", "https://u:canary@a");
    assertEquals(
        "a: a is the text \"gitlab.example.com\"; it must be a URI like https://issuer.example.com",
        refused(() -> settings.uri("a")));
    assertEquals(
        "b: b is the text \"10 minutes\"; it must be a duration like \"10s\" or \"1h\"",
        refused(() -> settings.optionalDuration("b")));
    assertEquals(
        "c: c is the whole number 10; it must be a whole number from 1 to 9",
        refused(() -> settings.integer("c", 1, 9, 5)));
    assertFalse(refused(() -> settings.uri("d")).contains("canary"));
  }

  @Test
  void namesTheOneOfSeveralTables() throws Exception {
    Settings settings =
        of("rule", List.of(Map.of("name", "r", "to", 7, "limits", Map.of("x", 1)), Map.of("y", 1)));
    List<Settings> rules = settings.tables("rule");
    Settings first = rules.getFirst();
    assertEquals("to: rule.to of \"r\": odd", first.invalid("to", "odd").getMessage());
    assertTrue(refused(() -> first.text("to")).contains("rule.to of \"r\" is the whole number 7"));
    assertTrue(refused(() -> first.text("z")).contains("rule.z of \"r\" is missing"));
    Settings limits = first.table("limits").orElseThrow();
    assertTrue(refused(limits::finish).contains("unknown key rule.limits.x of \"r\""));
    assertTrue(refused(rules.getLast()::finish).endsWith("unknown key rule.y"));
  }

  @Test
  void aTextThatIsNoPathInThisLocaleIsToldWithTheWayOut() {
    // NUL is none in any locale.
    String told = refused(() -> of("k", "a\0").path("k"));
    assertTrue(told.contains("it takes a UTF-8 locale: LC_ALL=C.UTF-8"), told);
  }

  @Test
  void namesWhatIsMissing() {
    Settings empty =
        new Settings(Map.of(), "auth.ci", "drawbridge.toml:3:1", SettingsSource.PROCESS);
    assertEquals(
        "drawbridge.toml:3:1: auth.ci.issuer is missing; it is a text",
        refused(() -> empty.text("issuer")));
    assertEquals(
        "drawbridge.toml:3:1: auth.ci.issuer: too odd",
        empty.invalid("issuer", "too odd").getMessage());
  }

  @Test
  void namesTheMisspeltKeyThatMayBeTheMissingOne() {
    Map<String, Located> entries = new LinkedHashMap<>();
    entries.put("audience", new Located("x", "drawbridge.toml:4:1"));
    entries.put("isuer", new Located("x", "drawbridge.toml:5:1"));
    Settings settings =
        new Settings(entries, "auth.ci", "drawbridge.toml:3:1", SettingsSource.PROCESS);
    assertEquals(
        "drawbridge.toml:3:1: auth.ci.issuer is missing; it is a text; is it the isuer at"
            + " drawbridge.toml:5:1?",
        refused(() -> settings.text("issuer")));
  }

  @Test
  void refusesAKeyThatNobodyReadAndNamesTheNearest() throws Exception {
    Map<String, Located> entries = Map.of("isuer", new Located("x", "drawbridge.toml:12:1"));
    Settings settings =
        new Settings(entries, "auth.gitlab", "drawbridge.toml:11:1", SettingsSource.PROCESS);
    settings.optionalText("issuer");
    settings.optionalText("audience");
    assertEquals(
        "drawbridge.toml:12:1: unknown key auth.gitlab.isuer; did you mean issuer?",
        refused(settings::finish));
    Settings far = of("colour", 1);
    far.optionalText("issuer");
    assertFalse(refused(far::finish).contains("did you mean"));
  }

  @Test
  void refusesAnUnreadKeyOfAnInnerTable() throws Exception {
    Settings settings = of("table", Map.of("a", "1", "b", "2"), "list", List.of(Map.of("c", "3")));
    Settings table = settings.table("table").orElseThrow();
    table.text("a");
    settings.tables("list");
    assertTrue(refused(settings::finish).contains("table.b"));
    table.text("b");
    assertTrue(refused(settings::finish).contains("list.c"));
  }

  @Test
  void refusesAUriThatIsNotAbsolute() {
    for (String bad :
        List.of("gitlab.example.com", "/x", "https://", "https:x", "https://u:p@a", "a b", "://")) {
      assertTrue(refused(() -> of("key", bad).uri("key")).contains("key"), bad);
    }
  }

  @Test
  void readsASecretFromWhereTheConfigurationSays(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("token"), "from-a-file\n");
    List<String> warnings = new ArrayList<>();
    SettingsSource source =
        new SettingsSource(
            directory,
            name -> name.equals("TOKEN") ? "from-the-environment\n" : null,
            warnings::add);
    Map<String, Located> entries =
        SettingsSource.locate(
            Map.of(
                "file", Map.of("file", "token"),
                "env", Map.of("env", "TOKEN"),
                "inline", "canary-inline",
                "given", Secret.of("given")));
    Settings settings = new Settings(entries, "auth.x", "f:1:1", source);
    assertEquals("from-a-file", settings.secret("file").reveal());
    assertEquals("from-the-environment", settings.secret("env").reveal());
    assertEquals("given", settings.secret("given").reveal());
    assertTrue(warnings.isEmpty());
    assertEquals("canary-inline", settings.secret("inline").reveal());
    assertEquals(1, warnings.size());
    assertFalse(warnings.toString().contains("canary"), warnings::toString);
    assertEquals(directory.resolve("b/c"), pathOf(source, "a/../b/c"));
  }

  private static Path pathOf(SettingsSource source, String text) throws InvalidSettingsException {
    return new Settings(Map.of("p", new Located(text, "f:1:1")), "", "f:1:1", source).path("p");
  }

  @Test
  void refusesASecretThatIsNotThere(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("empty"), "\n");
    Files.writeString(directory.resolve("long"), "canary".repeat(20_000));
    SettingsSource source = new SettingsSource(directory, _ -> null, _ -> {});
    for (Map<String, Object> bad :
        List.<Map<String, Object>>of(
            Map.of("file", "empty"),
            Map.of("file", "long"),
            Map.of("file", "none"),
            Map.of("file", "."),
            Map.of("env", "UNSET"),
            Map.of("vault", "x"),
            Map.of("file", "empty", "env", "UNSET"),
            Map.of())) {
      Map<String, Located> entries = SettingsSource.locate(Map.of("key", bad));
      Settings settings = new Settings(entries, "auth.x", "f:1:1", source);
      String message = refused(() -> settings.secret("key"));
      assertTrue(message.startsWith("f") || message.startsWith("key"), message);
      assertTrue(message.contains("auth.x.key"), message);
      assertFalse(message.contains("canary"), message);
    }
  }

  @Test
  void tellsAMissingSecretFromOneThatIsNoFile(@TempDir Path directory) throws Exception {
    SettingsSource source = new SettingsSource(directory, _ -> null, _ -> {});
    for (var each : Map.of("none/token", "does not exist", ".", "is not a file").entrySet()) {
      Map<String, Located> entries =
          SettingsSource.locate(Map.of("key", Map.of("file", each.getKey())));
      Settings settings = new Settings(entries, "auth.x", "f:1:1", source);
      String message = refused(() -> settings.secret("key"));
      assertTrue(message.endsWith(each.getValue()), message);
    }
  }

  @Test
  void aSecretInAFileIsReadAgainWhenTheFileHasChanged(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("key"), "canary-one");
    SettingsSource source = new SettingsSource(directory, _ -> null, _ -> {});
    Map<String, Object> table = Map.of("key", Map.of("file", "key"));
    Settings settings = new Settings(SettingsSource.locate(table), "", "settings", source);
    Supplier<Secret> secret = settings.currentSecret("key");
    assertEquals("canary-one", secret.get().reveal());
    Files.writeString(file, "canary-another");
    assertEquals("canary-another", secret.get().reveal());
    Files.delete(file);
    assertEquals("canary-another", secret.get().reveal(), "the last good one");
    Path next = Files.writeString(directory.resolve("next"), "canary-moved-in");
    Files.move(next, file);
    assertEquals("canary-moved-in", secret.get().reveal());
    Files.writeString(file, "");
    assertEquals("canary-moved-in", secret.get().reveal(), "an empty file is none");
    settings.finish();
  }
}
