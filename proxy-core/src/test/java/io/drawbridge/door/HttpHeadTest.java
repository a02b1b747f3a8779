// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.settings.DoorSettings.HttpConnect;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HttpHeadTest {
  private static final int LIMIT = 16_384;

  /** A second reading of the grammar, of the whole text at once. */
  private static final Pattern GRAMMAR =
      Pattern.compile(
          "(?:\r\n)?+([ -~]*)\r\n((?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\u0080-\u00ff]*\r\n)*)\r\n");

  private static final List<String> PIECES =
      List.of(
          "\r\n",
          "\r",
          "\n",
          "\r\n\r\n",
          " ",
          "\t",
          ":",
          "\0",
          "\u007f",
          "\u00e9",
          "Host: db\r\n",
          " folded\r\n",
          "X : y\r\n",
          ": z\r\n",
          "A:b",
          "\u000b",
          "\u0085",
          "GET / HTTP/1.1\r\n");

  private static HttpHead read(ChunkedLeg leg) throws RefusedException, IOException {
    return HttpHead.read(leg.leg(), LIMIT, Deadline.after(Duration.ofSeconds(10)), _ -> {});
  }

  private static ChunkedLeg leg(String text, Random random) {
    return new ChunkedLeg(text.getBytes(StandardCharsets.ISO_8859_1), random);
  }

  private static String damaged(Random random) {
    StringBuilder head = new StringBuilder(HeadCases.GOOD + "X: a\tb\r\nY:\r\n\r\nearly");
    for (int damages = random.nextInt(4); damages > 0; damages--) {
      int at = random.nextInt(head.length());
      switch (random.nextInt(3)) {
        case 0 -> head.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 1 -> head.deleteCharAt(at);
        default -> head.setCharAt(at, (char) random.nextInt(256));
      }
    }
    return head.toString();
  }

  @Test
  void agreesWithASecondReadingOfTheGrammar() throws Exception {
    Random random = new Random(7);
    int good = 0;
    int bad = 0;
    for (int i = 0; i < 20_000; i++) {
      String text = damaged(random);
      Matcher grammar = GRAMMAR.matcher(text);
      ChunkedLeg leg = leg(text, random);
      if (grammar.lookingAt()) {
        good++;
        try (HttpHead head = read(leg)) {
          assertEquals(grammar.group(1), head.startLine());
          String behind = latin1(head.rest()) + latin1(leg.rest());
          assertEquals(text.substring(grammar.end()), behind);
        }
      } else {
        bad++;
        RefusedException e = assertThrows(RefusedException.class, () -> read(leg).close(), text);
        assertTrue(
            e.refusal() == Refusal.BAD_REQUEST || e.refusal() == Refusal.CLIENT_GONE, e.detail());
      }
    }
    assertTrue(good > 4_000 && bad > 4_000, good + " good, " + bad + " bad");
  }

  private static String latin1(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(bytes).toString();
  }

  @Test
  void doorTakesOnlyWhatTheGrammarHasAndTheSameTarget() throws Exception {
    Pattern request = Pattern.compile("CONNECT ([A-Za-z0-9.-]+)(?::([1-9][0-9]*))? HTTP/1\\.[01]");
    Door door = new HttpConnectDoor(new HttpConnect(LIMIT));
    Random random = new Random(8);
    int taken = 0;
    for (int i = 0; i < 20_000; i++) {
      String text = damaged(random);
      try {
        Request asked = door.receive(leg(text, random).leg(), Deadline.after(Duration.ofDays(1)));
        taken++;
        Matcher grammar = GRAMMAR.matcher(text);
        assertTrue(grammar.lookingAt(), text);
        Matcher line = request.matcher(grammar.group(1));
        assertTrue(line.matches(), text);
        assertEquals(line.group(1), asked.target());
        assertEquals(line.group(2) == null ? "" : line.group(2), port(asked));
      } catch (RefusedException _) {
        // What is refused is the other test's business.
      }
    }
    assertTrue(taken > 4_000, taken + " taken");
  }

  private static String port(Request request) {
    return request.port().isPresent() ? String.valueOf(request.port().getAsInt()) : "";
  }

  @Test
  void bytesAreOverwrittenWhetherTheHeadIsGoodOrBad() throws Exception {
    String token = "Proxy-Authorization: Bearer " + "canary".repeat(1_500) + "\r\n";
    ChunkedLeg good = leg(HeadCases.GOOD + token + "\r\nearly", new Random(1));
    HttpHead head = read(good);
    assertEquals(1, head.values("proxy-authorization").size());
    assertFalse(head.toString().contains("canary"));
    head.close();
    assertEquals(List.of(), head.values("proxy-authorization"));
    ChunkedLeg bad = leg(HeadCases.GOOD + token + "X : y\r\n\r\n", new Random(1));
    assertThrows(RefusedException.class, () -> read(bad).close());
    for (ChunkedLeg leg : List.of(good, bad)) {
      assertTrue(leg.arrays().stream().distinct().count() > 1);
      for (byte[] array : leg.arrays()) {
        for (byte b : array) {
          assertEquals(0, b);
        }
      }
    }
  }

  @Test
  void restOutlivesTheHead() throws Exception {
    ByteBuffer rest;
    String tail = "e".repeat(1_000);
    ChunkedLeg leg = leg(HeadCases.GOOD + "\r\n" + tail, new Random(1));
    try (HttpHead head = read(leg)) {
      rest = head.rest();
    }
    assertEquals(tail, latin1(rest) + latin1(leg.rest()));
  }
}
