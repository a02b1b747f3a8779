// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever can change their address at will still counts as one. */
class SourcePrefixTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1/32",
    "255.128.0.9, 255.128.0.9/32",
    "::ffff:192.0.2.1, 192.0.2.1/32",
    "2001:db8:0:1::1, 2001:db8:0:1::/64",
    "2001:db8:0:1:ffff:ffff:ffff:ffff, 2001:db8:0:1::/64",
    "ffff:fffe:8000:0::7, ffff:fffe:8000:0::/64"
  })
  void anAddressCountsAs(String address, String source) throws UnknownHostException {
    assertEquals(source, SourcePrefix.of(InetAddress.getByName(address)).toString());
  }
}
