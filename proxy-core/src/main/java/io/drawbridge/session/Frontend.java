// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.door.DirectDoor;
import io.drawbridge.door.Door;
import io.drawbridge.door.HttpConnectDoor;
import io.drawbridge.leg.Leg;
import io.drawbridge.leg.PlainLeg;
import io.drawbridge.leg.TlsFiles;
import io.drawbridge.leg.TlsLeg;
import io.drawbridge.leg.TlsTasks;
import io.drawbridge.loop.Deadline;
import io.drawbridge.settings.DoorSettings;
import io.drawbridge.settings.ListenerSettings;
import io.drawbridge.settings.ServerTls;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
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
   * @param protocols that may be negotiated, the preferred ones first
   */
  public record Tls(Supplier<SSLContext> context, List<String> protocols) {}

  /**
   * What a listener needs. A new door is one line here.
   *
   * @throws IOException if certificate or key cannot be used; the message names the file
   */
  public static Frontend of(ListenerSettings listener) throws IOException {
    Door door =
        switch (listener.door()) {
          case DoorSettings.HttpConnect connect -> new HttpConnectDoor(connect);
          case DoorSettings.Direct(String target) -> new DirectDoor(target);
        };
    if (listener.tls().isEmpty()) {
      return new Frontend(listener, door, Optional.empty());
    }
    ServerTls tls = listener.tls().get();
    Tls with = new Tls(context(tls.identity()), tls.protocols());
    return new Frontend(listener, door, Optional.of(with));
  }

  /**
   * The certificate of the moment.
   *
   * @throws IOException if it cannot be used; the message names the file
   */
  public static Supplier<SSLContext> context(ServerTls.Identity identity) throws IOException {
    return switch (identity) {
      case ServerTls.Pem(var chain, var key) -> TlsFiles.pem(chain, key);
      case ServerTls.Pkcs12(var store, var password) ->
          TlsFiles.pkcs12(store, password.reveal().toCharArray());
      case ServerTls.Own(var context) -> context;
    };
  }

  /** What the listener is called. */
  public String name() {
    return settings.name();
  }

  /** Where it is bound: an internet or a Unix domain address. */
  public SocketAddress address() {
    return settings.address().orElseThrow();
  }

  /** Makes the downstream leg; for TLS this is the handshake, its costly part among the tasks. */
  Leg wrap(SocketChannel channel, TlsTasks tasks, Deadline deadline) throws IOException {
    return tls.isPresent()
        ? TlsLeg.accept(channel, tls.get().context().get(), tls.get().protocols(), tasks, deadline)
        : new PlainLeg(channel);
  }
}
