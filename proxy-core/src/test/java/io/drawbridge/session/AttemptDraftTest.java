// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drawbridge.auth.Credentials;
import io.drawbridge.door.Request;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.upstream.Target;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an attempt says of the target that was asked for. */
class AttemptDraftTest {
  private static String recorded(String asked, Optional<Target> known) {
    AttemptDraft draft = new AttemptDraft("ci", new InetSocketAddress("192.0.2.7", 40000));
    draft.asked(
        new Request(Credentials.NONE, asked, OptionalInt.empty(), false, ByteBuffer.allocate(0)),
        known);
    return draft.refused(Instant.EPOCH, new RefusedException(Refusal.DENIED, "no")).target();
  }

  @ParameterizedTest
  @CsvSource({
    "glpat-TOPSECRETabc123, ***",
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl, ***",
    "Q0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZ, ***",
    "orders-bd, orders-bd"
  })
  void aSecretWhereATargetsNameBelongsIsMasked(String asked, String recorded) {
    assertEquals(recorded, recorded(asked, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "orders-DB, orders-db",
    "ordersdatabase-production-europe-west1, OrdersDatabase-Production-Europe-West1"
  })
  void aTargetThatExistsIsCalledAsItIsConfigured(String asked, String name) {
    Target target =
        new Target(name, "t", 1, Set.of(1), true, Optional.empty(), OptionalInt.empty());
    assertEquals(name, recorded(asked, Optional.of(target)));
  }
}
