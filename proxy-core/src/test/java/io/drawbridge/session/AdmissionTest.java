// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
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
  void ofASourceThatHoldsItsLimitTheOldestGivesWay() throws Exception {
    Admission admission = new Admission(10, 2);
    admission.enter(new Caller("a1", "192.0.2.1"));
    admission.enter(new Caller("b1", "192.0.2.2"));
    admission.enter(new Caller("a2", "192.0.2.1"));
    admission.enter(new Caller("a3", "192.0.2.1"));
    admission.enter(new Caller("a4", "192.0.2.1"));
    assertEquals(List.of("a1", "a2"), yielded);
    assertEquals(3, admission.present());
  }

  @Test
  void amongSourcesOfOneConnectionEachTheOldestGivesWay() throws Exception {
    Admission admission = new Admission(1_024, 256);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 1_400; i++) {
      String name = "10.9." + i / 200 + "." + i % 200;
      expected.add(name);
      admission.enter(new Caller(name, name));
    }
    assertEquals(expected.subList(0, 376), yielded);
    assertEquals(1_024, admission.present());
  }

  @Test
  void aMachineOfManyJobsDoesNotGiveWayToACrowdOfSources() throws Exception {
    Admission admission = new Admission(1_024, 256);
    for (int i = 0; i < 1_024; i++) {
      admission.enter(new Caller("crowd", "10.9." + i / 200 + "." + i % 200));
    }
    for (int i = 0; i < 16; i++) {
      admission.enter(new Caller("job", "192.0.2.1"));
    }
    assertEquals(Collections.nCopies(16, "crowd"), yielded);
  }

  @Test
  void ofSourcesThatHoldEquallyMuchTooMuchTheOldestGivesWay() throws Exception {
    Admission admission = new Admission(128, 128);
    for (int i = 0; i < 128; i++) {
      admission.enter(new Caller("n" + i, "192.0.2." + i % 4));
    }
    for (int i = 0; i < 3; i++) {
      admission.enter(new Caller("newcomer", "192.0.3." + i));
    }
    assertEquals(List.of("n0", "n1", "n2"), yielded);
  }

  @Test
  void whenFullTheOldestOfTheFullestSourceGivesWay() throws Exception {
    Admission admission = new Admission(3, 3);
    admission.enter(new Caller("flood1", "192.0.2.1"));
    admission.enter(new Caller("honest", "192.0.2.2"));
    admission.enter(new Caller("flood2", "192.0.2.1"));
    admission.enter(new Caller("newcomer", "192.0.2.3"));
    assertEquals(List.of("flood1"), yielded);
    assertEquals(3, admission.present());
  }

  @Test
  void aSubnetOfIpv6IsOneSource() throws Exception {
    Admission admission = new Admission(10, 1);
    admission.enter(new Caller("one", "2001:db8:0:1::1"));
    admission.enter(new Caller("neighbour", "2001:db8:0:1::2"));
    admission.enter(new Caller("elsewhere", "2001:db8:0:2::1"));
    assertEquals(List.of("one"), yielded);
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
