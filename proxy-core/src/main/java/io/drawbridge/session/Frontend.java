// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.door.Door;
import io.drawbridge.leg.Leg;
import io.drawbridge.leg.PlainLeg;
import io.drawbridge.leg.TlsLeg;
import io.drawbridge.leg.TlsSettings;
import io.drawbridge.leg.TlsTasks;
import io.drawbridge.loop.Deadline;
import io.drawbridge.settings.ListenerSettings;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * A listener's settings, and what was made of them.
 *
 * @param settings as said; with an address
 * @param door the protocol by which clients ask
 * @param tls how its legs are encrypted, if they are
 */
public record Frontend(ListenerSettings settings, Door door, Optional<Tls> tls) {
  /**
   * TLS with the certificate of the moment.
   *
   * @param context asked at every connection, so that a renewed certificate takes effect
   * @param settings protocols and cipher suites
   */
  public record Tls(Supplier<SSLContext> context, TlsSettings settings) {}

  /** What the listener is called. */
  public String name() {
    return settings.name();
  }

  /** Where it is bound: an internet or a Unix domain address. */
  public SocketAddress address() {
    return settings.address().orElseThrow();
  }

  /**
   * Makes the downstream leg of an accepted connection; for TLS this is the handshake.
   *
   * @param tasks where its costly part is computed
   */
  Leg wrap(SocketChannel channel, TlsTasks tasks, Deadline deadline) throws IOException {
    return tls.isPresent()
        ? TlsLeg.accept(channel, tls.get().context().get(), tls.get().settings(), tasks, deadline)
        : new PlainLeg(channel);
  }
}
