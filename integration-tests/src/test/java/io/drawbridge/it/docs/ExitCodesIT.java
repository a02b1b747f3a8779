// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.peer.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A job's exit code on a refusal is the one that the page on refusals promises. */
class ExitCodesIT {
  /** Refusal, status and exit code of each row that has a status. */
  static Stream<List<String>> rows() {
    List<List<String>> rows =
        Document.of("docs/debugging-a-refusal.md")
            .text()
            .lines()
            .filter(line -> line.matches("\\| `[A-Z_]+` \\| [0-9]{3} \\| .*"))
            .map(line -> Stream.of(line.split("\\|")).skip(1).map(String::strip).toList())
            .toList();
    assertTrue(rows.size() >= 15, rows.toString());
    return rows.stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void connectEndsWithIt(List<String> row) {
    String answer =
        "HTTP/1.1 %s No\r\nDrawbridge-Session: s-1\r\nContent-Type: text/plain\r\n\r\nwhy not\n"
            .formatted(row.get(1));
    try (Target gateway =
        Target.of(
            (target, socket) -> {
              target.take(socket, new byte[4096]);
              socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            })) {
      Command.Result result =
          Command.drawbridge(
                  "connect",
                  "--gateway",
                  "127.0.0.1:" + gateway.port(),
                  "--plaintext",
                  "--target",
                  "orders-db",
                  "--wait",
                  "0s",
                  "--",
                  "true")
              .with("DRAWBRIDGE_TOKEN", "a-token")
              .run();
      assertEquals(row.get(2), "" + result.exit(), row + result.err());
      assertTrue(result.err().contains("why not (session s-1)"), result.err());
    }
  }
}
