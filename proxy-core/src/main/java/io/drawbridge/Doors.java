// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.door.DirectDoor;
import io.drawbridge.door.Door;
import io.drawbridge.door.HttpConnectDoor;

/** The doors by name. A new one is one line here. */
final class Doors {
  private Doors() {}

  static Door of(String listener, ListenerOptions options) throws InvalidSettingsException {
    return switch (options.door) {
      case "http-connect" -> new HttpConnectDoor(options.maxHead);
      case "direct" -> new DirectDoor(options.directTarget.orElseThrow());
      default ->
          throw new InvalidSettingsException(
              "listener "
                  + listener
                  + ": unknown door "
                  + options.door
                  + "; there is http-connect");
    };
  }
}
