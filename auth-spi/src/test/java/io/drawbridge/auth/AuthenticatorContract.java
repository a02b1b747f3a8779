// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What the gateway relies on in every authenticator. A plugin's test extends it, says how to make a
 * genuine credential, and gets these tests. The canaries are the secrets of {@link #genuine} and
 * {@link #settingsCanaries}: none may show up in anything that is printed.
 */
public abstract class AuthenticatorContract {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The provider under test. */
  protected abstract AuthenticatorProvider provider();

  /** A configuration that works. */
  protected abstract Map<String, Object> settings() throws Exception;

  /** The environment; the same one during a test, so that its log can be read. */
  protected abstract ContractEnvironment environment();

  /** Credentials that are verified under {@link #settings} at the environment's time. */
  protected abstract Credentials genuine() throws Exception;

  /** More such credentials: the same ones, unless they can be used only once. */
  protected Credentials another() throws Exception {
    return genuine();
  }

  /** Credentials of another kind, which the next authenticator may know. */
  protected Credentials foreign() {
    return Credentials.of(Secret.of("credentials-of-quite-another-kind-0123456789"));
  }

  /** Secrets inside {@link #settings} that must not be seen; none unless overridden. */
  protected List<String> settingsCanaries() {
    return List.of();
  }

  private Authenticator create() throws Exception {
    Settings settings = Settings.of(settings());
    Authenticator made = provider().create(settings, environment());
    settings.finish();
    assertNotNull(made);
    return made;
  }

  private static Peer peer() {
    return new Peer(InetAddress.getLoopbackAddress(), 40_000, "contract", true);
  }

  private void assertNoSecret(String where, Object printed) throws Exception {
    String text = String.valueOf(printed);
    List<String> canaries = new ArrayList<>(settingsCanaries());
    Credentials presented = genuine();
    presented.token().ifPresent(secret -> canaries.add(secret.reveal()));
    for (String name : presented.companionNames()) {
      canaries.add(presented.companion(name).orElseThrow().reveal());
    }
    for (String canary : canaries) {
      assertFalse(text.contains(canary), where + " shows a secret");
      // The signature of a token, or the random part of a key, is as good as the whole.
      String tail = canary.substring(Math.max(0, canary.length() - 24));
      assertFalse(text.contains(tail), where + " shows the end of a secret");
    }
  }

  @Test
  void isFoundByItsType() {
    assertTrue(provider().type().matches("[A-Za-z0-9-]+"), provider().type());
    List<String> found = new ArrayList<>();
    for (AuthenticatorProvider each : ServiceLoader.load(AuthenticatorProvider.class)) {
      found.add(each.type());
    }
    assertEquals(1, found.stream().filter(provider().type()::equals).count(), found.toString());
  }

  @Test
  void refusesAnUnknownKey() throws Exception {
    Map<String, Object> more = new LinkedHashMap<>(settings());
    more.put("no_such_key", "x");
    Settings settings = Settings.of(more);
    InvalidSettingsException refused =
        assertThrows(
            InvalidSettingsException.class,
            () -> {
              try (Authenticator _ = provider().create(settings, environment())) {
                settings.finish();
              }
            });
    assertTrue(refused.getMessage().contains("no_such_key"), refused.getMessage());
    assertNoSecret("the message", refused.getMessage());
  }

  @Test
  void refusesAnUnusableConfigurationWithASentence() throws Exception {
    for (String key : settings().keySet()) {
      Map<String, Object> broken = new LinkedHashMap<>(settings());
      broken.put(key, 2.5);
      InvalidSettingsException refused =
          assertThrows(
              InvalidSettingsException.class,
              () -> provider().create(Settings.of(broken), environment()).close(),
              key);
      assertTrue(refused.getMessage().contains(key), refused.getMessage());
      assertNoSecret("the message about " + key, refused.getMessage());
    }
  }

  @Test
  void verifiesTheGenuineOne() throws Exception {
    try (Authenticator authenticator = create()) {
      var verified =
          assertInstanceOf(
              Authentication.Verified.class, authenticator.authenticate(genuine(), peer()));
      assertTrue(verified.identity().expiresAt().isAfter(environment().clock().instant()));
      assertFits(verified.identity());
      assertTrue(verified.liveness().key().length() <= 256, "liveness key");
      assertTrue(verified.reuse().compareTo(Duration.ofMinutes(10)) <= 0, "reuse");
    }
  }

  /** The gateway takes an identity beyond these bounds for a fault of the plugin. */
  private static void assertFits(Identity identity) {
    for (String name : List.of(identity.issuer(), identity.subject())) {
      assertFalse(name.isBlank() || name.length() > 512, name);
      assertTrue(name.chars().noneMatch(Character::isISOControl), name);
    }
    assertFalse(identity.labels().isEmpty(), "nothing names it to people");
    assertTrue(identity.labels().size() <= 20, "labels");
    identity
        .labels()
        .forEach((label, value) -> assertTrue(label.length() <= 512 && value.length() <= 512));
    assertTrue(identity.claims().names().size() <= 200, "claims");
  }

  @Test
  void passesOnWhatIsNotItsOwn() throws Exception {
    try (Authenticator authenticator = create()) {
      assertInstanceOf(
          Authentication.NotMine.class, authenticator.authenticate(Credentials.NONE, peer()));
      assertInstanceOf(Authentication.NotMine.class, authenticator.authenticate(foreign(), peer()));
      Credentials companionOnly =
          Credentials.NONE.withCompanion("other", Secret.of("x".repeat(64)));
      assertInstanceOf(
          Authentication.NotMine.class, authenticator.authenticate(companionOnly, peer()));
    }
  }

  @Test
  void neverVerifiesAnAlteredToken() throws Exception {
    Credentials genuine = genuine();
    String token = genuine.token().map(Secret::reveal).orElse("");
    try (Authenticator authenticator = create()) {
      for (int i = 0; i < token.length(); i += Math.max(1, token.length() / 97)) {
        char other = token.charAt(i) == 'A' ? 'B' : 'A';
        String altered = token.substring(0, i) + other + token.substring(i + 1);
        assertRefused(authenticator, altered, "with another character at " + i);
      }
      for (String altered :
          List.of("", " ", token + "A", token + " ", token + "\n", token + "\0", "A" + token)) {
        assertRefused(authenticator, altered, "changed at an end");
      }
      if (!token.isEmpty()) {
        assertRefused(authenticator, token.substring(1), "without its first character");
        assertRefused(authenticator, token.substring(0, token.length() - 1), "cut short");
      }
    }
  }

  private void assertRefused(Authenticator authenticator, String token, String what)
      throws Exception {
    Credentials presented = withToken(genuine(), token);
    Authentication answer = authenticator.authenticate(presented, peer());
    assertNotNull(answer);
    assertFalse(answer instanceof Authentication.Verified, "verified a token " + what);
    if (answer instanceof Authentication.Rejected rejected) {
      assertFalse(rejected.explanation().isBlank(), "no explanation");
      assertTrue(rejected.explanation().length() <= 1_000, "a long explanation");
      assertTrue(rejected.explanation().chars().noneMatch(Character::isISOControl), "not one line");
      assertNoSecret("the explanation", rejected.explanation());
    }
  }

  @Test
  void explainsTheGenuineOneAndUsesNothingUp() throws Exception {
    try (Authenticator authenticator = create()) {
      Credentials genuine = genuine();
      for (int i = 0; i < 2; i++) {
        Examination examination = authenticator.examine(genuine, peer());
        assertInstanceOf(Authentication.Verified.class, examination.answer());
        assertEquals(List.of(), examination.next(), "nothing is to be done about it");
        assertTellsTheSame(examination, examination.answer());
      }
      assertInstanceOf(
          Authentication.Verified.class, authenticator.authenticate(genuine, peer()), "used up");
    }
  }

  @Test
  void explainsWhatItAnswers() throws Exception {
    Credentials genuine = genuine();
    String token = genuine.token().map(Secret::reveal).orElse("");
    List<Credentials> hostile = new ArrayList<>(List.of(Credentials.NONE, foreign()));
    for (int i = 0; i < token.length(); i += Math.max(1, token.length() / 97)) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      hostile.add(withToken(genuine, token.substring(0, i) + other + token.substring(i + 1)));
    }
    for (String odd :
        List.of("", ".", "..", "...", token + "\n", "eyJ", token + token, "A".repeat(70_000))) {
      hostile.add(withToken(genuine, odd));
    }
    genuine.token().ifPresent(alone -> hostile.add(Credentials.of(alone)));
    try (Authenticator authenticator = create()) {
      for (Credentials presented : hostile) {
        Examination examination = authenticator.examine(presented, peer());
        assertNotNull(examination);
        assertTellsTheSame(examination, authenticator.authenticate(presented, peer()));
      }
    }
  }

  private static Credentials withToken(Credentials genuine, String token) {
    Credentials presented = Credentials.of(Secret.of(token));
    for (String name : genuine.companionNames()) {
      presented = presented.withCompanion(name, genuine.companion(name).orElseThrow());
    }
    return presented;
  }

  /** An explanation that differs from the decision is worse than none. */
  private void assertTellsTheSame(Examination examination, Authentication answer) throws Exception {
    assertEquals(answer.getClass(), examination.answer().getClass());
    if (answer instanceof Authentication.Rejected rejected
        && examination.answer() instanceof Authentication.Rejected explained) {
      assertEquals(rejected.reason(), explained.reason());
    }
    boolean failed =
        examination.checks().stream().anyMatch(c -> c.outcome() == Check.Outcome.FAILED);
    if (!examination.checks().isEmpty()) {
      assertEquals(!(answer instanceof Authentication.Verified), failed, examination.toString());
    }
    List<String> lines = new ArrayList<>(examination.next());
    examination.checks().forEach(check -> lines.add(check.name() + ": " + check.detail()));
    for (String line : lines) {
      assertFalse(line.isBlank() || line.length() > 1_000, "an empty or long line");
      assertTrue(line.chars().noneMatch(Character::isISOControl), "not one line");
      assertNoSecret("the explanation", line);
    }
  }

  @Test
  void answersManyAtOnce() throws Exception {
    try (Authenticator authenticator = create();
        ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Future<Authentication>> answers = new ArrayList<>();
      for (int i = 0; i < 320; i++) {
        Credentials presented = i % 4 == 0 ? foreign() : another();
        answers.add(threads.submit(() -> authenticator.authenticate(presented, peer())));
      }
      for (int i = 0; i < answers.size(); i++) {
        Class<? extends Authentication> expected =
            i % 4 == 0 ? Authentication.NotMine.class : Authentication.Verified.class;
        assertInstanceOf(expected, answers.get(i).get());
      }
    }
  }

  @Test
  void returnsWhenItsThreadIsInterrupted() throws Exception {
    try (Authenticator authenticator = create()) {
      Credentials genuine = genuine();
      assertTimeoutPreemptively(
          PATIENCE,
          () -> {
            Thread.currentThread().interrupt();
            try {
              assertNotNull(authenticator.authenticate(genuine, peer()));
            } catch (InterruptedException _) {
              // The other promised way to end.
            }
          });
    }
  }

  @Test
  void closesAtOnceAndAfterCalls() throws Exception {
    Authenticator unused = create();
    Authenticator used = create();
    used.authenticate(genuine(), peer());
    assertTimeoutPreemptively(
        PATIENCE,
        () -> {
          unused.close();
          used.close();
        });
  }

  @Test
  void showsNoSecret() throws Exception {
    try (Authenticator authenticator = create()) {
      Authentication answer = authenticator.authenticate(genuine(), peer());
      var verified = assertInstanceOf(Authentication.Verified.class, answer);
      assertNoSecret("the authenticator", authenticator);
      assertNoSecret("the provider", provider());
      assertNoSecret("the answer", answer);
      assertNoSecret("the principal", verified.identity().principal());
      assertNoSecret("the labels", verified.identity().labels());
      assertNoSecret("the liveness", verified.liveness());
      assertNoSecret("the liveness key", verified.liveness().key());
      for (String name : verified.identity().claims().names()) {
        assertNoSecret("the claim " + name, verified.identity().claims().get(name));
      }
    }
    assertNoSecret("the log", environment().lines());
  }
}
