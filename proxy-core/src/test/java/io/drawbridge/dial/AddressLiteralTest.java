// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.common.AddressLiteral;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressLiteralTest {
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0",
    "10.0.0.1, 10.0.0.1",
    "127.0.0.1, 127.0.0.1",
    "255.255.255.255, 255.255.255.255",
    "::, 0:0:0:0:0:0:0:0",
    "::1, 0:0:0:0:0:0:0:1",
    "1::, 1:0:0:0:0:0:0:0",
    "2001:db8::1, 2001:db8:0:0:0:0:0:1",
    "2001:DB8:0:0:0:0:0:1, 2001:db8:0:0:0:0:0:1",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "1:2:3::7:8, 1:2:3:0:0:0:7:8",
    "[::1], 0:0:0:0:0:0:0:1",
    "[2001:db8::1], 2001:db8:0:0:0:0:0:1",
    "::ffff:10.0.0.1, 10.0.0.1",
    "::ffff:a00:1, 10.0.0.1",
    "0:0:0:0:0:ffff:10.0.0.1, 10.0.0.1",
    "64:ff9b::10.0.0.1, 64:ff9b:0:0:0:0:a00:1",
    "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304"
  })
  void strictAddressIsItself(String text, String address) {
    assertEquals(address, AddressLiteral.parse(text).orElseThrow().getHostAddress());
    assertFalse(AddressLiteral.isHostName("[" + text + "]"));
  }

  static List<String> lookAlikes() {
    return List.of(
        ("2130706433 0 1 127.1 127.0.1 127.0.257 127.0.0.1. 127.0.0 0177.0.0.1 0177.1 0127.0.0.1 "
                + "127.0.0.01 127.0.0.001 00.0.0.0 0x7f000001 0x7f.0.0.1 0X7F.1 127.0x0.0.1 "
                + "127.0.0.0x1 017700000001 0x 1.2.3.4.5 1.2.3.256 1.2.3.999 256.0.0.1 1.2.3. "
                + ".1.2.3 1..2.3 4294967295 4294967296 db.1 db.0x1 db.internal.5 10.0.0.1/8 "
                + "127.0.0.1:80 -1.0.0.1 +1.0.0.1 1.2.3.-4 1e3.0.0.1 ::: :1 1: :1::2 "
                + "1::2::3 1:2:3:4:5:6:7 1:2:3:4:5:6:7:8:9 1:2:3:4:5:6:7:8:: ::1:2:3:4:5:6:7:8 "
                + "1:2:3:4::5:6:7:8 12345:: 00001:: g:: ::g ::1%lo fe80::1%eth0 fe80::1%1 "
                + "[::1]:80 [::1 ::1] [] [127.0.0.1] [[::1]] ::127.1 ::ffff:127.1 "
                + "::ffff:0177.0.0.1 ::ffff:127.0.0.01 ::ffff:0x7f.0.0.1 ::1.2.3.4:5 1.2.3.4:: "
                + "1.2.3.4::1 ::1.2.3.4.5 1:2:3:4:5:6:7:1.2.3.4 ::ffff:256.0.0.1 ::+1 ::-1 "
                + "\uff11\uff12\uff17.0.0.1 127\u30020.0.1 127.0.0.\u0661 ::\uff11 127%2e0.0.1 "
                + "user@db db/x http://db d\u00fcsseldorf.de \u2460.db db..internal .db "
                + "-db db- d!b *.db db,web")
            .split(" "));
  }

  @ParameterizedTest
  @MethodSource("lookAlikes")
  void lookAlikeIsNeitherAddressNorName(String text) throws Exception {
    assertTrue(AddressLiteral.parse(text).isEmpty());
    assertFalse(AddressLiteral.isHostName(text));
    assertNeverLookedUp(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", ".", " db", "db ", "d b", "db\0", "db\r\n", "db\n.internal", "d\tb"})
  void textWithSomethingElseInItIsNeither(String text) throws Exception {
    assertTrue(AddressLiteral.parse(text).isEmpty());
    assertFalse(AddressLiteral.isHostName(text));
    assertNeverLookedUp(text);
  }

  private static void assertNeverLookedUp(String text) throws Exception {
    Resolver.Lookup never =
        host -> {
          throw new AssertionError("looked up " + host);
        };
    try (Resolver resolver = new Resolver(1, 1, Duration.ofSeconds(1), never)) {
      RefusedException refused =
          assertThrows(
              RefusedException.class,
              () -> resolver.resolve(text, Deadline.after(Duration.ofSeconds(1))));
      assertEquals(Refusal.UNREACHABLE, refused.refusal());
      assertTrue(refused.detail().startsWith("neither"), refused.detail());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "db",
        "orders-db.internal",
        "orders_db",
        "_srv._tcp.example.com",
        "example.com.",
        "xn--dsseldorf-q9a.de",
        "10.0.0.1.example.com",
        "1a",
        "0x7g",
        "a1.b2",
        "3com.com"
      })
  void hostNameIsOne(String text) {
    assertTrue(AddressLiteral.isHostName(text));
    assertTrue(AddressLiteral.parse(text).isEmpty());
  }

  @Test
  void lengthsAreThoseOfNames() {
    String label = "a".repeat(63);
    assertTrue(AddressLiteral.isHostName(label));
    assertFalse(AddressLiteral.isHostName(label + "a"));
    String longest = label + "." + label + "." + label + "." + "a".repeat(61);
    assertEquals(253, longest.length());
    assertTrue(AddressLiteral.isHostName(longest));
    assertTrue(AddressLiteral.isHostName(longest + "."));
    assertFalse(AddressLiteral.isHostName(longest + "a"));
  }

  @Test
  void agreesWithTheJdkOnEveryAddressItPrints() throws Exception {
    Random random = new Random(42);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[i % 2 == 0 ? 4 : 16];
      random.nextBytes(bytes);
      InetAddress address = InetAddress.getByAddress(bytes);
      assertEquals(address, AddressLiteral.parse(address.getHostAddress()).orElseThrow());
    }
  }
}
