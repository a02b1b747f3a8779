// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.wiring;

import io.drawbridge.door.DirectDoor;
import io.drawbridge.door.Door;
import io.drawbridge.door.HttpConnectDoor;
import io.drawbridge.leg.TlsFiles;
import io.drawbridge.leg.TlsSettings;
import io.drawbridge.session.Frontend;
import io.drawbridge.settings.DoorSettings;
import io.drawbridge.settings.ListenerSettings;
import io.drawbridge.settings.ServerTls;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** Makes the doors and the encryption of listeners. A new door is one line here. */
public final class Frontends {
  private Frontends() {}

  /**
   * What a listener needs.
   *
   * @throws IOException if certificate or key cannot be used; the message names the file
   */
  public static Frontend of(ListenerSettings listener) throws IOException {
    return new Frontend(listener, door(listener.door()), tls(listener));
  }

  private static Door door(DoorSettings door) {
    return switch (door) {
      case DoorSettings.HttpConnect connect -> new HttpConnectDoor(connect);
      case DoorSettings.Direct(String target) -> new DirectDoor(target);
    };
  }

  private static Optional<Frontend.Tls> tls(ListenerSettings listener) throws IOException {
    if (listener.tls().isEmpty()) {
      return Optional.empty();
    }
    ServerTls tls = listener.tls().get();
    return Optional.of(
        new Frontend.Tls(
            context(tls.identity()),
            new TlsSettings(tls.protocols(), TlsSettings.STANDARD.ciphers())));
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
}
