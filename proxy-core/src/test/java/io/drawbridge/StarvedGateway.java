// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import io.drawbridge.auth.Authentication;
import io.drawbridge.testing.Sockets;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A gateway whose process runs out of file descriptors and gets them back, as it is told to. */
final class StarvedGateway {
  private StarvedGateway() {}

  /** Reads {@code starve}, {@code free} and {@code ready} from standard input; ends with it. */
  public static void main(String[] arguments) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    List<FileInputStream> hoard = new ArrayList<>();
    try (Proxy proxy =
        Proxy.builder()
            .listener("ci", l -> l.address(new InetSocketAddress("127.0.0.1", 0)))
            .authenticator("own", (_, _) -> new Authentication.NotMine())
            .target("t", t -> t.address("127.0.0.1", 1).loopback(true))
            .rule("all", r -> r.to(List.of("t")))
            .start()) {
      System.out.println(((InetSocketAddress) proxy.address("ci")).getPort());
      String line = in.readLine();
      while (line != null) {
        if (line.equals("starve")) {
          // A session that ends would give a descriptor back.
          Sockets.await(() -> proxy.negotiating() == 0, Duration.ofSeconds(10));
          starve(hoard);
        } else if (line.equals("ready")) {
          line = "" + proxy.notReady();
        } else {
          for (FileInputStream each : hoard) {
            each.close();
          }
        }
        System.out.println(line);
        line = in.readLine();
      }
    }
  }

  private static void starve(List<FileInputStream> hoard) {
    try {
      while (true) {
        hoard.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException _) {
      // None left: that is what was wanted.
    }
  }
}
