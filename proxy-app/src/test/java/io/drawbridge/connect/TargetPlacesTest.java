// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetPlacesTest {
  private static TargetPlaces places(String program) throws Exception {
    Map<Route, SocketAddress> places = new LinkedHashMap<>();
    places.put(Route.parse("orders-db", Optional.empty()), new InetSocketAddress("127.0.0.1", 41));
    places.put(Route.parse("billing", Optional.empty()), new InetSocketAddress("127.0.0.1", 42));
    return new TargetPlaces(places, program);
  }

  @ParameterizedTest
  @CsvSource({
    "psql,orders-db",
    "/usr/lib/postgresql/17/bin/pg_restore,orders-db",
    "pgbench,orders-db",
    "createdb,orders-db",
    "node,127.0.0.1",
    "sh,127.0.0.1",
    "pgcli,127.0.0.1",
  })
  void onlyLibpqsOwnProgramsGetTheNameThatNobodyCanLookUp(String program, String host)
      throws Exception {
    Map<String, String> variables = places(program).variables();
    assertEquals(host, variables.get("PGHOST"));
    assertEquals("127.0.0.1", variables.get("PGHOSTADDR"));
    assertEquals("41", variables.get("PGPORT"));
    assertEquals("42", variables.get("DRAWBRIDGE_BILLING_PORT"));
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://app@{host}:{port}/orders,postgresql://app@127.0.0.1:41/orders",
    "{host:billing}:{port:billing},127.0.0.1:42",
    "{port:orders-db},41",
    "{host:nobody}{user}%{http_code}{socket},{host:nobody}{user}%{http_code}{socket}",
  })
  void placeholdersAreFilledAndWhatOnlyLooksLikeOneStays(String text, String filled)
      throws Exception {
    assertEquals(filled, places("node").fill(text));
  }

  @Test
  void aSocketIsToldAsLibpqFindsIt() throws Exception {
    Route route = Route.parse("orders-db", Optional.of("unix:/run/job/.s.PGSQL.5432"));
    TargetPlaces places =
        new TargetPlaces(
            Map.of(route, UnixDomainSocketAddress.of("/run/job/.s.PGSQL.5432")), "psql");
    assertEquals("/run/job", places.variables().get("PGHOST"));
    assertEquals("5432", places.variables().get("PGPORT"));
    assertEquals("/run/job/.s.PGSQL.5432 {host}", places.fill("{socket} {host}"));
    assertFalse(places.variables().containsKey("PGHOSTADDR"));
  }
}
