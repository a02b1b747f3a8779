// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Liveness.State;
import io.drawbridge.guard.GuardedPlugin;
import io.drawbridge.guard.PluginInstance;
import io.drawbridge.guard.PluginLimits;
import io.drawbridge.guard.PluginObserver;
import io.drawbridge.settings.TimeoutSettings;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A fault of one plugin does not hide that the other one's subject is over. */
class JoinedLivenessTest {
  private final AtomicInteger asked = new AtomicInteger();

  /** What a subject answers. */
  @FunctionalInterface
  private interface Answer {
    State state() throws InterruptedException;
  }

  private Liveness subject(String key, Answer answer) {
    GuardedPlugin<?> plugin =
        new GuardedPlugin<>(
            new PluginInstance<AutoCloseable>(
                key, () -> {}, ClassLoader.getPlatformClassLoader(), () -> {}),
            PluginLimits.of(TimeoutSettings.STANDARD.authentication()),
            System::nanoTime,
            PluginObserver.NONE);
    Liveness made =
        new Liveness() {
          @Override
          public String key() {
            return key;
          }

          @Override
          public State check() throws InterruptedException {
            asked.incrementAndGet();
            return answer.state();
          }
        };
    return TrackedLiveness.of(made, plugin);
  }

  private Liveness joined(Answer one, Answer other) {
    return TrackedLiveness.joined(subject("one", one), subject("other", other));
  }

  private static Answer failing(Throwable fault) {
    return () -> JoinedLivenessTest.<RuntimeException>thrown(fault);
  }

  /** Also what a method does not declare, as a plugin in another language may. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> State thrown(Throwable fault) throws T {
    throw (T) fault;
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"ENDED", "ENDING"})
  void theEndOfOneIsToldThoughTheOtherFails(State over) throws Exception {
    for (Throwable fault :
        new Throwable[] {
          new IllegalStateException(), new NoClassDefFoundError(), new IOException()
        }) {
      assertEquals(over, joined(failing(fault), () -> over).check(), "the second one");
      assertEquals(over, joined(() -> over, failing(fault)).check(), "the first one");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"RUNNING", "UNKNOWN"})
  void aFaultStaysAFaultWhereNobodySaysThatItIsOver(State state) {
    Throwable fault = new IllegalStateException();
    assertSame(fault, assertThrows(Throwable.class, joined(failing(fault), () -> state)::check));
    assertSame(fault, assertThrows(Throwable.class, joined(() -> state, failing(fault))::check));
  }

  @Test
  void anInterruptAndTheEndOfTheMemoryEndTheQuestion() {
    for (Throwable end : new Throwable[] {new InterruptedException(), new OutOfMemoryError()}) {
      asked.set(0);
      Liveness joined = joined(failing(end), () -> State.ENDED);
      assertSame(end, assertThrows(Throwable.class, joined::check));
      assertEquals(1, asked.get(), "the other one is not asked any more");
    }
  }
}
