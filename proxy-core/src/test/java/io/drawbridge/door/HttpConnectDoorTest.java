// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.leg.PlainLeg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.settings.DoorSettings.HttpConnect;
import io.drawbridge.testing.Sockets;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpConnectDoorTest {
  private final Door door = new HttpConnectDoor(HttpConnect.STANDARD);
  private long open;

  @BeforeEach
  void count() {
    open = Sockets.open();
  }

  @AfterEach
  void nothingIsLeft() {
    Sockets.assertOpen(open);
  }

  static List<HeadCases.Good> good() {
    return HeadCases.good();
  }

  static List<HeadCases.Bad> bad() {
    return HeadCases.bad();
  }

  static List<String> badAuthorities() {
    return HeadCases.badAuthorities();
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodHeadAsksForItsTarget(HeadCases.Good good) throws Exception {
    Request request = Clients.ask(door, good.head());
    assertEquals(good.target(), request.target());
    assertEquals(good.port(), request.port().orElse(0));
    assertFalse(request.check());
    assertTrue(request.credentials().isEmpty());
    assertEquals(0, request.early().remaining());
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badHeadIsRefusedAtOnce(HeadCases.Bad bad) {
    RefusedException refused =
        assertThrows(RefusedException.class, () -> Clients.ask(door, bad.head()));
    assertEquals(bad.refusal(), refused.refusal(), refused.detail());
  }

  @ParameterizedTest
  @MethodSource("badAuthorities")
  void badAuthorityIsRefused(String authority) {
    for (String version : List.of("1.0", "1.1")) {
      String head =
          "CONNECT " + authority + " HTTP/" + version + "\r\nHost: " + authority + "\r\n\r\n";
      RefusedException refused =
          assertThrows(RefusedException.class, () -> Clients.ask(door, head));
      assertEquals(Refusal.BAD_REQUEST, refused.refusal());
    }
  }

  @Test
  void explanationRepeatsNothingOfTheRequest() {
    for (HeadCases.Bad bad : HeadCases.bad()) {
      String head = bad.head().replace("db", "canary").replace("X:", "Canary:");
      RefusedException refused =
          assertThrows(RefusedException.class, () -> Clients.ask(door, head));
      assertFalse(refused.detail().toLowerCase().contains("canary"), refused.detail());
    }
  }

  @Test
  void checkIsAnIntent() throws Exception {
    assertTrue(Clients.ask(door, HeadCases.GOOD + "Drawbridge-Intent: check\r\n\r\n").check());
  }

  @Test
  void earlyBytesAreKeptAsTheyCame() throws Exception {
    String early = "GET /admin HTTP/1.1\r\n\r\n\0\u00ff\u0001";
    Request request = Clients.ask(door, HeadCases.GOOD + "\r\n" + early);
    byte[] bytes = new byte[request.early().remaining()];
    request.early().get(bytes);
    assertEquals(early, new String(bytes, StandardCharsets.ISO_8859_1));
  }

  @Test
  void earlyBytesAndWhatIsStillInTheSocketAreAllThereIs() throws Exception {
    String early = "0123456789".repeat(5_000);
    try (Sockets.Pair pair = Sockets.pair()) {
      Sockets.write(pair.client(), HeadCases.GOOD + "\r\n" + early);
      pair.client().shutdownOutput();
      PlainLeg leg = new PlainLeg(pair.server());
      Deadline deadline = Deadline.after(Duration.ofSeconds(5));
      Request request = door.receive(leg, deadline);
      assertTrue(request.early().remaining() <= HttpConnect.STANDARD.maxHead());
      ByteBuffer all = ByteBuffer.allocate(early.length()).put(request.early());
      while (all.hasRemaining() && leg.receive(all, deadline) >= 0) {}
      assertEquals(early, new String(all.array(), StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void headInSingleBytesIsTheSameHead() throws Exception {
    try (Sockets.Pair pair = Sockets.pair()) {
      Thread.startVirtualThread(
          () -> {
            try {
              for (char c : (HeadCases.GOOD + "\r\n").toCharArray()) {
                Sockets.write(pair.client(), String.valueOf(c));
              }
            } catch (IOException _) {
              // The assertion below sees it.
            }
          });
      Request request =
          door.receive(new PlainLeg(pair.server()), Deadline.after(Duration.ofSeconds(5)));
      assertEquals("db", request.target());
    }
  }

  @Test
  void dribbledHeadEndsAtTheDeadline() throws Exception {
    ScheduledExecutorService dribble = Executors.newSingleThreadScheduledExecutor();
    try (Sockets.Pair pair = Sockets.pair()) {
      Sockets.write(pair.client(), HeadCases.LINE + "X: ");
      dribble.scheduleAtFixedRate(
          () -> {
            try {
              Sockets.write(pair.client(), "a");
            } catch (IOException _) {
              dribble.shutdown();
            }
          },
          0,
          5,
          TimeUnit.MILLISECONDS);
      long start = System.nanoTime();
      RefusedException refused =
          assertThrows(
              RefusedException.class,
              () ->
                  door.receive(
                      new PlainLeg(pair.server()), Deadline.after(Duration.ofMillis(300))));
      assertEquals(Refusal.DEADLINE, refused.refusal());
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis >= 290 && millis < 2_000, millis + " ms");
    } finally {
      dribble.shutdownNow();
    }
  }

  @Test
  void silenceEndsAtTheDeadline() throws Exception {
    try (Sockets.Pair pair = Sockets.pair()) {
      RefusedException refused =
          assertThrows(
              RefusedException.class,
              () ->
                  door.receive(
                      new PlainLeg(pair.server()), Deadline.after(Duration.ofMillis(200))));
      assertEquals(Refusal.DEADLINE, refused.refusal());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "CONNECT db", HeadCases.LINE, HeadCases.GOOD, HeadCases.GOOD + "\r"})
  void endInsideTheHeadIsAClientGone(String part) throws Exception {
    try (Sockets.Pair pair = Sockets.pair()) {
      Sockets.write(pair.client(), part);
      pair.client().shutdownOutput();
      RefusedException refused =
          assertThrows(
              RefusedException.class,
              () ->
                  door.receive(new PlainLeg(pair.server()), Deadline.after(Duration.ofSeconds(2))));
      assertEquals(Refusal.CLIENT_GONE, refused.refusal());
    }
  }

  @Test
  void largerHeadIsTakenWhereConfigured() throws Exception {
    Door large = new HttpConnectDoor(new HttpConnect(HttpConnect.LARGEST_HEAD));
    assertEquals("db", Clients.ask(large, HeadCases.padded(65_536)).target());
    RefusedException refused =
        assertThrows(RefusedException.class, () -> Clients.ask(large, HeadCases.padded(65_537)));
    assertEquals(Refusal.TOO_LARGE, refused.refusal());
    assertThrows(
        IllegalArgumentException.class, () -> new HttpConnectDoor(new HttpConnect(65_537)));
    assertThrows(IllegalArgumentException.class, () -> new HttpConnectDoor(new HttpConnect(100)));
  }

  @Test
  void directDoorAsksWithoutReadingAndRefusesByAReset() throws Exception {
    Door direct = new DirectDoor("orders-db");
    try (Sockets.Pair pair = Sockets.pair()) {
      PlainLeg leg = new PlainLeg(pair.server());
      Deadline deadline = Deadline.after(Duration.ofSeconds(2));
      Request request = direct.receive(leg, deadline);
      assertEquals("orders-db", request.target());
      assertTrue(request.port().isEmpty());
      direct.accept(leg, "s1", deadline);
      direct.refuse(leg, "s1", Refusal.DENIED, "no", deadline);
      assertThrows(SocketException.class, () -> Sockets.readAll(pair.client()));
    }
    assertThrows(IllegalArgumentException.class, () -> new DirectDoor("[::1]"));
  }
}
