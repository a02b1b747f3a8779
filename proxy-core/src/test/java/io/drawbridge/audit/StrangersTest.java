// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Claims;
import io.drawbridge.observe.Refusal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrangersTest {
  private final Strangers strangers = new Strangers(10);

  private boolean single(String source) {
    return strangers.single(Attempts.stranger("s", source, Claims.NONE));
  }

  @Test
  void theFirstTenOfASourceAreSingle() {
    for (int i = 0; i < 10; i++) {
      assertTrue(single("192.0.2.1"));
    }
    assertEquals(false, single("192.0.2.1"));
    assertTrue(single("192.0.2.2"), "another source has its own ten");
  }

  @Test
  void addressesOfOneIpv6NetworkAreOneSource() {
    for (int i = 0; i < 10; i++) {
      assertTrue(single("2001:db8:0:1::" + i));
    }
    assertEquals(false, single("2001:db8:0:1:ffff::1"));
    assertTrue(single("2001:db8:0:2::1"));
    assertEquals("2001:db8:0:1::/64", strangers.due(true).getFirst().source());
  }

  @Test
  void theRestIsSummedUpOncePerSource() {
    for (int i = 0; i < 25; i++) {
      single("192.0.2.1");
    }
    assertEquals(List.of(), strangers.due(false), "not before the minute is over");
    Strangers.Sum sum = strangers.due(true).getFirst();
    assertEquals("192.0.2.1/32", sum.source());
    assertEquals(15, sum.count());
    assertEquals(Map.of(Refusal.UNAUTHENTICATED, 15L), sum.refusals());
    assertEquals(List.of(), strangers.due(true), "and not twice");
    assertTrue(single("192.0.2.1"), "a new minute");
  }

  @Test
  void aFloodFromManySourcesStaysBounded(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("audit.jsonl");
    int attempts = 20_000;
    try (AuditLog log = AuditLog.open(AuditSettings.standard(file))) {
      for (int i = 0; i < attempts; i++) {
        String source = "10." + (i >> 8 & 63) + "." + (i & 255) + ".1";
        log.refused(Attempts.stranger("s" + i, source, Claims.NONE));
      }
    }
    List<Map<String, Object>> sums = Attempts.all(file, "refused_more");
    List<Map<String, Object>> singles = Attempts.all(file, "refused");
    assertEquals(Strangers.SINGLES, singles.size());
    assertTrue(sums.size() <= Strangers.SUMS + 1, sums.size() + " sums");
    long summed = sums.stream().mapToLong(sum -> (Long) sum.get("count")).sum();
    assertEquals(attempts, summed + singles.size(), "every attempt is counted somewhere");
  }
}
