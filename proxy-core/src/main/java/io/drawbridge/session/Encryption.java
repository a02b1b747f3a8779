// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.leg.Leg;
import io.drawbridge.leg.PlainLeg;
import io.drawbridge.leg.TlsLeg;
import io.drawbridge.leg.TlsSettings;
import io.drawbridge.loop.Deadline;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** How a listener makes the downstream leg of an accepted connection. */
public sealed interface Encryption {
  /** Makes the leg; for TLS this is the handshake. */
  Leg wrap(SocketChannel channel, Deadline deadline) throws IOException;

  /** Whether the legs are encrypted. */
  boolean encrypted();

  /** No encryption. */
  record Plain() implements Encryption {
    @Override
    public Leg wrap(SocketChannel channel, Deadline deadline) {
      return new PlainLeg(channel);
    }

    @Override
    public boolean encrypted() {
      return false;
    }
  }

  /**
   * TLS with the certificate of the moment.
   *
   * @param context asked at every connection, so that a renewed certificate takes effect
   * @param settings protocols and cipher suites
   */
  record Tls(Supplier<SSLContext> context, TlsSettings settings) implements Encryption {
    @Override
    public Leg wrap(SocketChannel channel, Deadline deadline) throws IOException {
      return TlsLeg.accept(channel, context.get(), settings, deadline);
    }

    @Override
    public boolean encrypted() {
      return true;
    }
  }
}
