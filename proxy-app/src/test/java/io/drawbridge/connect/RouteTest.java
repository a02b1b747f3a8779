// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drawbridge.command.CommandException;
import io.drawbridge.command.ExitCode;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {
  private static Route route(String text) throws CommandException {
    return Route.parse(text, Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:8443", "10.0.0.1:0", "[::1]:65535", "a.b-c:1"})
  void aHostAndAPortAreReadAndWrittenAlike(String text) throws CommandException {
    assertEquals(text, Route.hostPort(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "host", ":1", "host:", "host:65536", "host:-1", "host:1x", "::1:80", "[]:1"})
  void whatIsNoHostAndPortIsAMistake(String text) {
    CommandException e = assertThrows(CommandException.class, () -> Route.hostPort(text));
    assertEquals(ExitCode.USAGE, e.code());
  }

  @Test
  void withoutAnAddressAFreePortOfLoopback() throws CommandException {
    InetSocketAddress address = (InetSocketAddress) route("orders-db").address();
    assertEquals(0, address.getPort());
    assertEquals(true, address.getAddress().isLoopbackAddress());
  }

  @ParameterizedTest
  @CsvSource({"db=127.0.0.1:5432,5432", "db=127.0.0.2:1,1", "db=[::1]:5432,5432"})
  void anAddressOfLoopback(String text, int port) throws CommandException {
    assertEquals(port, ((InetSocketAddress) route(text).address()).getPort());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "=127.0.0.1:1",
        "a b",
        "a/b",
        "db=",
        "db=5432",
        "db=0.0.0.0:1",
        "db=10.0.0.1:1"
      })
  void everythingElseIsAMistake(String text) {
    CommandException e = assertThrows(CommandException.class, () -> route(text));
    assertEquals(ExitCode.USAGE, e.code());
  }

  @Test
  void aSocketTakesTheAddressesPlace() throws CommandException {
    assertEquals(
        UnixDomainSocketAddress.of("/run/x"),
        Route.parse("db", Optional.of("unix:/run/x")).address());
    for (String wrong : new String[] {"/run/x", "unix:", "unix:/run/"}) {
      assertThrows(CommandException.class, () -> Route.parse("db", Optional.of(wrong)), wrong);
    }
    assertThrows(
        CommandException.class, () -> Route.parse("db=127.0.0.1:1", Optional.of("unix:/run/x")));
  }

  @ParameterizedTest
  @CsvSource({"orders-db,ORDERS_DB", "db.internal.2,DB_INTERNAL_2"})
  void theNameOfItsVariables(String target, String variable) throws CommandException {
    assertEquals(variable, route(target).variable());
  }
}
