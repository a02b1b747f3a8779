// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.door;

import io.drawbridge.leg.Leg;
import io.drawbridge.leg.PlainLeg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.testing.Sockets;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;

/** Shows a door what a client sends. */
final class Clients {
  private Clients() {}

  /** What the door makes of bytes that come at once, with nothing behind them for 2 s. */
  static Request ask(Door door, String bytes) throws RefusedException, IOException {
    return ask(door, bytes, false);
  }

  /** The same; {@code encrypted}: by a leg that says it is TLS. */
  static Request ask(Door door, String bytes, boolean encrypted)
      throws RefusedException, IOException {
    try (Sockets.Pair pair = Sockets.pair()) {
      Sockets.write(pair.client(), bytes);
      Leg plain = new PlainLeg(pair.server());
      return door.receive(
          encrypted ? encrypted(plain) : plain, Deadline.after(Duration.ofSeconds(2)));
    }
  }

  private static Leg encrypted(Leg leg) {
    return (Leg)
        Proxy.newProxyInstance(
            Leg.class.getClassLoader(),
            new Class<?>[] {Leg.class},
            (_, method, arguments) ->
                method.getName().equals("encrypted") ? true : method.invoke(leg, arguments));
  }
}
