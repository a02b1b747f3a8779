// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every credential source keeps; a plugin's tests extend it. */
public abstract class CredentialSourceContract {
  /** The provider under test. */
  protected abstract CredentialSourceProvider provider();

  /** Settings with which it can make credentials. */
  protected abstract Map<String, Object> settings();

  /** What it is lent. */
  protected abstract ContractEnvironment environment();

  /** Texts that it is made with and must not show, nor send. */
  protected abstract List<String> canaries();

  private CredentialSource create() throws InvalidSettingsException {
    Settings settings = Settings.of(settings());
    CredentialSource made = provider().create(settings, environment());
    settings.finish();
    return made;
  }

  @Test
  void isFoundByItsType() {
    assertTrue(provider().type().matches("[A-Za-z0-9-]+"), provider().type());
    List<String> found = new ArrayList<>();
    for (CredentialSourceProvider each : ServiceLoader.load(CredentialSourceProvider.class)) {
      found.add(each.type());
    }
    assertEquals(1, found.stream().filter(provider().type()::equals).count(), found.toString());
  }

  @Test
  void refusesAnUnknownKey() {
    Map<String, Object> more = new LinkedHashMap<>(settings());
    more.put("no_such_key", "x");
    Settings settings = Settings.of(more);
    InvalidSettingsException refused =
        assertThrows(
            InvalidSettingsException.class,
            () -> {
              try (CredentialSource _ = provider().create(settings, environment())) {
                settings.finish();
              }
            });
    assertTrue(refused.getMessage().contains("no_such_key"), refused.getMessage());
  }

  @Test
  void makesWhatCanStandInAHeaderField() throws Exception {
    try (CredentialSource source = create()) {
      String made = source.get().reveal();
      assertTrue(made.matches("[A-Za-z0-9._~+/-]+=*"), "not the characters of token68");
      assertTrue(made.length() <= 60 * 1024, made.length() + " characters");
    }
  }

  @Test
  void makesManyAtOnce() throws Exception {
    try (CredentialSource source = create();
        ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Future<Secret>> made = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        made.add(threads.submit(source::get));
      }
      for (Future<Secret> each : made) {
        assertTrue(each.get().length() > 0);
      }
    }
  }

  @Test
  void showsNoSecret() throws Exception {
    try (CredentialSource source = create()) {
      String shown = source + " " + source.get() + " " + environment().lines();
      for (String canary : canaries()) {
        assertFalse(shown.contains(canary), "a secret is shown");
        assertFalse(source.get().reveal().contains(canary), "a secret is sent");
      }
    }
  }
}
