// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Secret;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.common.HostPort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is said of a gateway that was asked more than once is what happened. */
class PreflightTest {
  private static final String BUSY = "503 Service Unavailable";
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  /** What a job hears in the end, where the gateway answers so and then always the last of it. */
  private CommandException told(Duration patience, String... statuses) throws Exception {
    try (ServerSocket gateway = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answer(gateway, statuses));
      ConnectPlan plan =
          new ConnectPlan(
              HostPort.toDial("127.0.0.1:" + gateway.getLocalPort()),
              Optional.empty(),
              () -> Secret.of("token"),
              Map.of(),
              Set.of(),
              List.of(Route.parse("db", Optional.empty())),
              Map.of(),
              patience,
              Optional.empty());
      PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
      Console console = new Console(InputStream.nullInputStream(), out, out);
      return assertThrows(CommandException.class, () -> new Preflight(plan, console).prove());
    }
  }

  private static void answer(ServerSocket gateway, String... statuses) {
    try {
      for (int i = 0; ; i++) {
        String status = statuses[Math.min(i, statuses.length - 1)];
        try (Socket client = gateway.accept()) {
          client.getInputStream().read(new byte[4096]);
          String answer =
              "HTTP/1.1 "
                  + status
                  + "\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nwhy\n";
          client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        }
      }
    } catch (IOException _) {
      // The test has ended.
    }
  }

  @Test
  void aRefusalForGoodWasNotTriedAgainWhateverCameBeforeIt() throws Exception {
    CommandException end = told(Duration.ofSeconds(30), BUSY, "403 Forbidden");
    assertEquals("db: why", end.getMessage());
    assertEquals(ExitCode.REFUSED, end.code());
    assertEquals("drawbridge: db: why; trying again for at most 30 s\n", printed.toString());
  }

  @Test
  void whatDoesNotPassIsToldWithTheTimeThatItWasReallyTriedFor() throws Exception {
    CommandException end = told(Duration.ofMillis(950), BUSY);
    assertEquals(ExitCode.TRY_AGAIN, end.code());
    assertTrue(
        end.getMessage().matches("db: why; tried again for [1-9][0-9]{2} ms"), end.getMessage());
    assertTrue(!end.getMessage().contains("950"), end.getMessage());
  }
}
