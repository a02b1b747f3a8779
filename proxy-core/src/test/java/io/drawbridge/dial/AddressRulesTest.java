// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.common.AddressLiteral;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
  private final AddressRules rules = new AddressRules(List::of);

  private static InetAddress address(String text) {
    return AddressLiteral.parse(text).orElseThrow(() -> new IllegalArgumentException(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, unspecified",
    "0.0.0.1, unspecified",
    "0.255.255.255, unspecified",
    "::, unspecified",
    "::ffff:0.0.0.0, unspecified",
    "::0.0.0.2, unspecified",
    "127.0.0.1, loopback",
    "127.0.0.2, loopback",
    "127.255.255.254, loopback",
    "::1, loopback",
    "::ffff:127.0.0.1, loopback",
    "::ffff:7f00:1, loopback",
    "::127.0.0.1, loopback",
    "::ffff:0:127.0.0.1, loopback",
    "2002:7f00:1::, loopback",
    "64:ff9b::127.0.0.1, loopback",
    "64:ff9b::7f00:1, loopback",
    "64:ff9b:1::127.0.0.1, loopback",
    "64:ff9b:1:7f00:0:100::, loopback",
    "64:ff9b:1:7f:0:1::, loopback",
    "64:ff9b:1:0:7f:0:100:0, loopback",
    "64:ff9b:1:5::127.0.0.1, loopback",
    "2001:0:7f00:1::, loopback",
    "2001:0:808:808:0:0:80ff:fffe, loopback",
    "2001:db8::5efe:127.0.0.1, loopback",
    "2001:db8::200:5efe:127.0.0.1, loopback",
    "fd00:ec2::23, metadata",
    "fd00:ec2:ffff::1, metadata",
    "fd00:42::42, metadata",
    "fec0::1, site-local",
    "feff::1, site-local",
    "240.0.0.1, reserved",
    "255.255.255.254, reserved",
    "::ffff:240.0.0.1, reserved",
    "64:ff9b::f000:1, reserved",
    "169.254.0.1, link-local",
    "169.254.169.254, link-local",
    "169.254.170.2, link-local",
    "::ffff:169.254.169.254, link-local",
    "::ffff:a9fe:a9fe, link-local",
    "::169.254.169.254, link-local",
    "2002:a9fe:a9fe::1, link-local",
    "64:ff9b::169.254.169.254, link-local",
    "64:ff9b::a9fe:a9fe, link-local",
    "64:ff9b:1::a9fe:a9fe, link-local",
    "64:ff9b:1:a9fe:a9:fe00::, link-local",
    "2001:0:a9fe:a9fe::, link-local",
    "2001:0:808:808::5601:5601, link-local",
    "fe80::5efe:10.0.0.1, link-local",
    "2001:db8::5efe:169.254.169.254, link-local",
    "fe80::1, link-local",
    "febf:ffff::1, link-local",
    "224.0.0.1, multicast",
    "239.255.255.255, multicast",
    "ff02::1, multicast",
    "ff0e::1, multicast",
    "::ffff:224.0.0.1, multicast",
    "2002:e000:1::, multicast",
    "64:ff9b::224.0.0.1, multicast",
    "255.255.255.255, broadcast",
    "::ffff:255.255.255.255, broadcast",
    "64:ff9b::255.255.255.255, broadcast",
    "100.100.100.200, metadata",
    "192.0.0.192, metadata",
    "168.63.129.16, metadata",
    "fd00:ec2::254, metadata",
    "fd00:0ec2:0:0:0:0:0:0254, metadata",
    "fd20:ce::254, metadata",
    "::ffff:100.100.100.200, metadata",
    "::ffff:168.63.129.16, metadata",
    "2002:6464:64c8::, metadata",
    "64:ff9b::168.63.129.16, metadata"
  })
  void neverDialled(String text, String kind) {
    String reason = rules.forbids(address(text), 80, false).orElse("allowed");
    assertTrue(reason.contains(kind), text + " is " + reason);
    // The flag is for loopback addresses written as such; it opens nothing else.
    boolean plainLoopback = List.of("::1").contains(text) || isIpv4Loopback(address(text));
    assertEquals(plainLoopback, rules.forbids(address(text), 80, true).isEmpty(), text);
  }

  private static boolean isIpv4Loopback(InetAddress address) {
    return address.getAddress().length == 4 && address.isLoopbackAddress();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "1.0.0.0",
        "8.8.8.8",
        "126.255.255.255",
        "128.0.0.1",
        "169.253.255.255",
        "169.255.0.0",
        "223.255.255.255",
        "100.100.100.201",
        "fd00::1",
        "fd00:ec3::254",
        "2001:db8::1",
        "2606:4700::1111",
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::10.0.0.1",
        "64:ff9b:1:a00:0:100::",
        "2002:a00:1::1",
        "2001:db8::5efe:10.0.0.1"
      })
  void privateAndPublicAddressesAreFine(String text) {
    assertEquals(Optional.empty(), rules.forbids(address(text), 80, false));
  }

  @Test
  void ownListenerIsNeverDialled() {
    AddressRules own =
        new AddressRules(
            () ->
                List.of(
                    new InetSocketAddress(address("10.0.0.1"), 8443),
                    new InetSocketAddress(address("127.0.0.1"), 9443)));
    String reason = "this gateway's own listener";
    assertEquals(Optional.of(reason), own.forbids(address("10.0.0.1"), 8443, false));
    assertEquals(Optional.of(reason), own.forbids(address("::ffff:10.0.0.1"), 8443, true));
    assertEquals(Optional.of(reason), own.forbids(address("127.0.0.1"), 9443, true));
    assertEquals(
        Optional.of("inside it " + reason), own.forbids(address("64:ff9b::a00:1"), 8443, false));
    assertEquals(Optional.empty(), own.forbids(address("10.0.0.1"), 5432, false));
    assertEquals(Optional.empty(), own.forbids(address("10.0.0.2"), 8443, false));
    assertEquals(Optional.empty(), own.forbids(address("127.0.0.2"), 9443, true));
  }

  @Test
  void listenerOnEveryAddressIsFoundUnderEveryAddress() throws Exception {
    for (String any : List.of("0.0.0.0", "::")) {
      AddressRules own = new AddressRules(() -> List.of(new InetSocketAddress(address(any), 8443)));
      assertTrue(own.forbids(address("127.0.0.1"), 8443, true).isPresent());
      assertTrue(own.forbids(address("127.9.9.9"), 8443, true).isPresent());
      assertTrue(own.forbids(address("::1"), 8443, true).isPresent());
      assertTrue(own.forbids(address("127.0.0.1"), 8444, true).isEmpty());
      assertTrue(own.forbids(address("192.0.2.1"), 8443, true).isEmpty());
      for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
        for (InetAddress mine : network.inetAddresses().toList()) {
          assertTrue(own.forbids(mine, 8443, true).isPresent(), mine.toString());
        }
      }
    }
  }
}
