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
 * What the gateway relies on in every authorizer. A plugin's test extends it, says which identity
 * may reach which target and which may not, and gets these tests.
 */
public abstract class AuthorizerContract {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Who asks for what. */
  public record Question(Identity identity, String target) {}

  /** The provider under test. */
  protected abstract AuthorizerProvider provider();

  /** A configuration that works. */
  protected abstract Map<String, Object> settings() throws Exception;

  /** The environment; the same one during a test, so that its log can be read. */
  protected abstract ContractEnvironment environment();

  /** A question that is granted under {@link #settings}. */
  protected abstract Question granted();

  /** A question that is denied under {@link #settings}. */
  protected abstract Question denied();

  /** Secrets inside {@link #settings} that must not be seen; none unless overridden. */
  protected List<String> settingsCanaries() {
    return List.of();
  }

  private Authorizer create() throws Exception {
    Settings settings = Settings.of(settings());
    Authorizer made = provider().create(settings, environment());
    settings.finish();
    assertNotNull(made);
    return made;
  }

  private static Decision ask(Authorizer authorizer, Question question)
      throws InterruptedException {
    Peer peer = new Peer(InetAddress.getLoopbackAddress(), 40_000, "contract", true);
    return authorizer.authorize(question.identity(), question.target(), peer);
  }

  private void assertNoSecret(String where, Object printed) {
    for (String canary : settingsCanaries()) {
      assertFalse(String.valueOf(printed).contains(canary), where + " shows a secret");
    }
  }

  @Test
  void isFoundByItsType() {
    assertTrue(provider().type().matches("[A-Za-z0-9-]+"), provider().type());
    List<String> found = new ArrayList<>();
    for (AuthorizerProvider each : ServiceLoader.load(AuthorizerProvider.class)) {
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
              try (Authorizer _ = provider().create(settings, environment())) {
                settings.finish();
              }
            });
    assertTrue(refused.getMessage().contains("no_such_key"), refused.getMessage());
    assertNoSecret("the message", refused.getMessage());
  }

  @Test
  void grantsWithTheNameOfARule() throws Exception {
    try (Authorizer authorizer = create()) {
      var decision = assertInstanceOf(Decision.Granted.class, ask(authorizer, granted()));
      assertFalse(decision.grant().rule().isBlank(), "the audit would not know by which rule");
    }
  }

  @Test
  void deniesInOneLine() throws Exception {
    try (Authorizer authorizer = create()) {
      var decision = assertInstanceOf(Decision.Denied.class, ask(authorizer, denied()));
      assertFalse(decision.explanation().isBlank(), "no explanation");
      assertTrue(decision.explanation().chars().noneMatch(Character::isISOControl), "not one line");
      assertNoSecret("the explanation", decision.explanation());
    }
  }

  @Test
  void deniesTheSameIdentityATargetNobodyConfigured() throws Exception {
    try (Authorizer authorizer = create()) {
      Question other = new Question(granted().identity(), "no-such-target.contract");
      assertFalse(ask(authorizer, other) instanceof Decision.Granted, "granted an unknown target");
    }
  }

  @Test
  void decidesManyAtOnce() throws Exception {
    try (Authorizer authorizer = create();
        ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Future<Decision>> decisions = new ArrayList<>();
      for (int i = 0; i < 320; i++) {
        Question question = i % 2 == 0 ? granted() : denied();
        decisions.add(threads.submit(() -> ask(authorizer, question)));
      }
      for (int i = 0; i < decisions.size(); i++) {
        Class<? extends Decision> expected =
            i % 2 == 0 ? Decision.Granted.class : Decision.Denied.class;
        assertInstanceOf(expected, decisions.get(i).get());
      }
    }
  }

  @Test
  void returnsWhenItsThreadIsInterrupted() throws Exception {
    try (Authorizer authorizer = create()) {
      Question question = denied();
      assertTimeoutPreemptively(
          PATIENCE,
          () -> {
            Thread.currentThread().interrupt();
            try {
              assertFalse(ask(authorizer, question) instanceof Decision.Granted);
            } catch (InterruptedException _) {
              // The other promised way to end.
            }
          });
    }
  }

  @Test
  void closesAtOnceAndAfterCalls() throws Exception {
    Authorizer unused = create();
    Authorizer used = create();
    ask(used, granted());
    assertTimeoutPreemptively(
        PATIENCE,
        () -> {
          unused.close();
          used.close();
        });
  }

  @Test
  void showsNoSecret() throws Exception {
    try (Authorizer authorizer = create()) {
      assertNoSecret("the decision", ask(authorizer, granted()));
      assertNoSecret("the authorizer", authorizer);
      assertNoSecret("the provider", provider());
    }
    assertNoSecret("the log", environment().lines());
  }
}
