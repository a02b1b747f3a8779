// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Check;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.ContractEnvironment;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Examination;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.Settings;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaticAuthenticatorTest {
  private static final String OLD = "dbr_the-old-secret-0123456789-abcdefghij";
  private static final String NEW = "dbr_the-new-secret-0123456789-abcdefghij";

  private final ContractEnvironment environment =
      ContractEnvironment.offline(Instant.parse("2026-11-23T12:00:00Z"));

  private static Map<String, Object> entry(String name, String secret, Object expires) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", name);
    entry.put("digest", "sha256:" + HexFormat.of().formatHex(Secret.of(secret).digest()));
    entry.put("expires", expires);
    return entry;
  }

  private Authenticator create(List<Map<String, Object>> entries) throws InvalidSettingsException {
    Settings settings = Settings.of(Map.of("secret", entries));
    Authenticator made = new StaticProvider().create(settings, environment);
    settings.finish();
    return made;
  }

  private Authentication present(Authenticator authenticator, String secret) throws Exception {
    Peer peer = new Peer(InetAddress.getLoopbackAddress(), 1, "test", true);
    return authenticator.authenticate(Credentials.of(Secret.of(secret)), peer);
  }

  private Authentication.Verified verified(Authenticator authenticator, String secret)
      throws Exception {
    return assertInstanceOf(Authentication.Verified.class, present(authenticator, secret));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "test", "test\n", "password", "changeme\n", "[MASKED]"})
  void aDigestThatEveryoneCanMakeIsRefused(String text) {
    InvalidSettingsException refused =
        assertThrows(
            InvalidSettingsException.class, () -> create(List.of(entry("known", text, "never"))));
    assertTrue(refused.getMessage().contains("that everyone knows"), refused.getMessage());
  }

  @Test
  void acceptsTheOldAndTheNewSecretUntilTheOldOneExpires() throws Exception {
    Authenticator both =
        create(List.of(entry("old", OLD, "2026-11-23T12:05:00Z"), entry("new", NEW, "never")));
    assertEquals("old", verified(both, OLD).identity().subject());
    assertEquals("new", verified(both, NEW).identity().subject());
    assertEquals(Duration.ofMinutes(5), verified(both, OLD).reuse());
    assertEquals(Duration.ofMinutes(10), verified(both, NEW).reuse());

    environment.turn(Duration.ofMinutes(5));
    var rejected = assertInstanceOf(Authentication.Rejected.class, present(both, OLD));
    assertSame(Authentication.Reason.EXPIRED, rejected.reason());
    assertTrue(rejected.explanation().contains("\"old\" expired at 2026-11-23T12:05:00Z"));
    assertEquals(new Claims.Value.Scalar("old"), rejected.claimed().get("secret"));
    assertEquals("new", verified(both, NEW).identity().subject());
  }

  @Test
  void explainsWhichSecretItIsAndHowLongItLives() throws Exception {
    Authenticator both =
        create(List.of(entry("old", OLD, "2026-11-23T12:05:00Z"), entry("new", NEW, "never")));
    assertEquals(
        List.of("secret: it is \"old\"", "expiry: 2026-11-23T12:05:00Z, in 5 min"),
        explained(both, OLD));
    assertEquals(List.of("secret: it is \"new\"", "expiry: never"), explained(both, NEW));
    environment.turn(Duration.ofMinutes(5));
    List<String> expired = explained(both, OLD);
    assertEquals("secret: it is \"old\"", expired.getFirst());
    assertTrue(expired.get(1).startsWith("FAIL expiry: the static secret \"old\" expired at"));
    assertTrue(expired.getLast().startsWith("next: make its successor with openssl rand"));
    List<String> unknown = explained(both, "dbr_another-secret-0123456789-abcdefghij");
    assertEquals("FAIL secret: it is none of the 2 that are configured here", unknown.getFirst());
    assertTrue(unknown.getLast().startsWith("next: see that the CI variable is protected"));
  }

  private List<String> explained(Authenticator authenticator, String secret) throws Exception {
    Peer peer = new Peer(InetAddress.getLoopbackAddress(), 1, "test", true);
    Examination examination = authenticator.examine(Credentials.of(Secret.of(secret)), peer);
    List<String> lines = new ArrayList<>();
    for (Check check : examination.checks()) {
      String mark = check.outcome() == Check.Outcome.PASSED ? "" : "FAIL ";
      lines.add(mark + check.name() + ": " + check.detail());
    }
    examination.next().forEach(next -> lines.add("next: " + next));
    return lines;
  }

  @Test
  void givesTheClaimsAndLabelsOfTheSecretThatMatched() throws Exception {
    Map<String, Object> orders = entry("orders", OLD, "never");
    orders.put(
        "claims", Map.of("team", "orders", "tier", 2, "on_call", true, "envs", List.of("a")));
    orders.put("labels", Map.of("team", "Orders"));
    Authenticator authenticator = create(List.of(orders, entry("other", NEW, "never")));

    var orderly = verified(authenticator, OLD);
    assertEquals(new Claims.Value.Scalar("orders"), orderly.identity().claims().get("team"));
    assertEquals(new Claims.Value.Scalar("2"), orderly.identity().claims().get("tier"));
    assertEquals(new Claims.Value.Scalar("true"), orderly.identity().claims().get("on_call"));
    assertEquals(new Claims.Value.Many(List.of("a")), orderly.identity().claims().get("envs"));
    assertEquals(Map.of("team", "Orders", "secret", "orders"), orderly.identity().labels());
    assertSame(Liveness.UNTRACKED, orderly.liveness());
    assertEquals(Instant.MAX, orderly.identity().expiresAt());
    assertEquals(Claims.NONE, verified(authenticator, NEW).identity().claims());
  }

  @Test
  void readsASecretFromAFileOrTheEnvironment(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), OLD + "\n");
    Map<String, Object> fromFile = entry("file", OLD, "never");
    fromFile.remove("digest");
    fromFile.put("secret", Map.of("file", file.toString()));
    assertEquals("file", verified(create(List.of(fromFile)), OLD).identity().subject());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-24", "2026-11-24T00:00:00Z", "2026-11-24T01:00:00+01:00"})
  void readsAnExpiry(String expires) throws Exception {
    assertEquals(
        Instant.parse("2026-11-24T00:00:00Z"),
        verified(create(List.of(entry("a", OLD, expires))), OLD).identity().expiresAt());
  }

  @Test
  void readsAnExpiryThatIsADateOfTheConfiguration() throws Exception {
    for (Object expires :
        List.of(LocalDate.of(2026, 11, 24), OffsetDateTime.parse("2026-11-24T00:00:00Z"))) {
      assertEquals(
          Instant.parse("2026-11-24T00:00:00Z"),
          verified(create(List.of(entry("a", OLD, expires))), OLD).identity().expiresAt());
    }
  }

  @Test
  void warnsOfASecretThatNeverExpiresAndOfOneThatHas() throws Exception {
    create(List.of(entry("a", OLD, "never"), entry("b", NEW, "2026-01-01"))).close();
    String log = String.join("\n", environment.lines());
    assertTrue(log.contains("the secret \"a\" never expires, so nobody ever replaces it"), log);
    assertTrue(log.contains("\"b\" has expired"), log);
  }

  @Test
  void refusesWhatItCannotUse() {
    List<Map<String, Object>> bad = new ArrayList<>();
    for (Object expires :
        List.of("", "soon", "2026-13-01", "2026-11-24T00:00:00", 1767225600, true)) {
      bad.add(entry("expires", OLD, expires));
    }
    Map<String, Object> noExpiry = entry("expires", OLD, "never");
    noExpiry.remove("expires");
    bad.add(noExpiry);
    for (String digest : List.of("sha256:00", "md5:" + "0".repeat(64), "0".repeat(64))) {
      bad.add(with("digest", "digest", digest));
    }
    bad.add(with("digest", "secret", Secret.of(OLD)));
    Map<String, Object> neither = entry("digest", OLD, "never");
    neither.remove("digest");
    bad.add(neither);
    Map<String, Object> tooShort = entry("secret", OLD, "never");
    tooShort.remove("digest");
    tooShort.put("secret", Secret.of("canary-of-31-characters-long-12"));
    bad.add(tooShort);
    bad.add(with("claims", "claims", Map.of("claims", Map.of("a", "b"))));
    bad.add(with("labels", "labels", Map.of("a", "x".repeat(501))));
    Map<String, String> labels = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      labels.put("l" + i, "x");
    }
    bad.add(with("labels", "labels", labels));
    for (String name : List.of("name\n", "name".repeat(26), " name", "name|other")) {
      bad.add(entry(name, OLD, "never"));
    }
    bad.add(with("expire", "expire", "never"));
    for (Map<String, Object> entry : bad) {
      var refused =
          assertThrows(
              InvalidSettingsException.class, () -> create(List.of(entry)), entry::toString);
      assertTrue(refused.getMessage().contains(key(entry)), refused.getMessage());
      assertFalse(refused.getMessage().contains("canary"), refused.getMessage());
    }
    assertThrows(InvalidSettingsException.class, () -> create(List.of()));
    assertThrows(
        InvalidSettingsException.class,
        () -> create(List.of(entry("a", OLD, "never"), entry("a", NEW, "never"))));
    assertThrows(
        InvalidSettingsException.class,
        () -> create(List.of(entry("a", OLD, "never"), entry("b", OLD, "never"))));
  }

  private static String key(Map<String, Object> entry) {
    String name = (String) entry.get("name");
    return name.contains("name") ? "name" : name;
  }

  /** An entry named after the key that is wrong in it. */
  private static Map<String, Object> with(String name, String key, Object value) {
    Map<String, Object> entry = entry(name, OLD, "never");
    entry.put(key, value);
    return entry;
  }
}
