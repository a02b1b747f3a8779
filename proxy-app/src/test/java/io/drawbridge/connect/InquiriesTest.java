// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Notices;
import io.drawbridge.connect.GatewayCheck.Answer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InquiriesTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private void told(Inquiries.Question question, int times) {
    try (Notices notices = new Notices(new PrintStream(printed, true, StandardCharsets.UTF_8));
        Inquiries inquiries = new Inquiries(question, text -> "trouble: " + text, notices)) {
      for (int i = 0; i < times; i++) {
        inquiries.brokenOff("orders-db");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "REFUSED,false,and the gateway says: why (session s-1)",
    "TRY_AGAIN,false,and the gateway says: why (session s-1)",
    "UNREACHABLE,true,and trouble: why (session s-1)",
    "DONE,false,'by the target, or at a limit that the gateway''s audit names: the gateway would"
        + " let this job in again'",
  })
  void theGatewaysAnswerIsToldAlsoToOneWhoEndsAtOnce(ExitCode code, boolean away, String text) {
    told(_ -> new Answer(code, away, "why (session s-1)"), 1);
    assertEquals("drawbridge: orders-db: a tunnel was broken off, " + text, line());
  }

  @Test
  void tunnelsThatBreakOffTogetherAreOneQuestion() {
    AtomicInteger asked = new AtomicInteger();
    told(
        _ -> {
          asked.incrementAndGet();
          return new Answer(ExitCode.REFUSED, false, "the job has ended");
        },
        50);
    assertEquals(1, asked.get());
  }

  private String line() {
    return printed.toString(StandardCharsets.UTF_8).strip();
  }
}
