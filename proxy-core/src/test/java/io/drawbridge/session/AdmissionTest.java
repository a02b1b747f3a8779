// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A flood of strangers from one place takes nobody else's place. */
class AdmissionTest {
  private final List<String> yielded = new ArrayList<>();

  private final class Caller implements Admission.Stranger {
    private final String name;
    private final InetAddress address;

    Caller(String name, String address) throws UnknownHostException {
      this.name = name;
      this.address = InetAddress.getByName(address);
    }

    @Override
    public InetAddress address() {
      return address;
    }

    @Override
    public void giveWay() {
      yielded.add(name);
    }
  }

  @Test
  void aSourceHoldsNoMoreThanItsShare() throws Exception {
    Admission admission = new Admission(10, 2);
    assertTrue(admission.enter(new Caller("a1", "192.0.2.1")));
    assertTrue(admission.enter(new Caller("a2", "192.0.2.1")));
    assertFalse(admission.enter(new Caller("a3", "192.0.2.1")));
    assertTrue(admission.enter(new Caller("b1", "192.0.2.2")));
    assertEquals(List.of(), yielded);
    assertEquals(3, admission.present());
  }

  @Test
  void whenFullTheOldestOfTheFullestSourceGivesWay() throws Exception {
    Admission admission = new Admission(3, 3);
    admission.enter(new Caller("flood1", "192.0.2.1"));
    admission.enter(new Caller("honest", "192.0.2.2"));
    admission.enter(new Caller("flood2", "192.0.2.1"));
    assertTrue(admission.enter(new Caller("newcomer", "192.0.2.3")));
    assertEquals(List.of("flood1"), yielded);
    assertEquals(3, admission.present());
  }

  @Test
  void aSubnetOfIpv6IsOneSource() throws Exception {
    Admission admission = new Admission(10, 1);
    assertTrue(admission.enter(new Caller("one", "2001:db8:0:1::1")));
    assertFalse(admission.enter(new Caller("neighbour", "2001:db8:0:1::2")));
    assertTrue(admission.enter(new Caller("elsewhere", "2001:db8:0:2::1")));
  }

  @Test
  void leavingTwiceFreesOnePlace() throws Exception {
    Admission admission = new Admission(10, 10);
    Caller first = new Caller("first", "192.0.2.1");
    admission.enter(first);
    admission.enter(new Caller("second", "192.0.2.1"));
    admission.leave(first);
    admission.leave(first);
    assertEquals(1, admission.present());
  }

  @Test
  void whoGaveWayAndLeavesLaterFreesNothingAgain() throws Exception {
    Admission admission = new Admission(1, 1);
    Caller old = new Caller("old", "192.0.2.1");
    admission.enter(old);
    admission.enter(new Caller("new", "192.0.2.2"));
    admission.leave(old);
    assertEquals(1, admission.present());
  }
}
