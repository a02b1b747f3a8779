// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.time.InstantSource;

/** What the gateway lends a plugin. Valid until the plugin's object has been closed. */
public interface Environment {
  /** The wall clock; use it for {@code exp} and its kind, so that tests can turn it. */
  InstantSource clock();

  /**
   * The plugin's log. Texts that look like tokens are masked before they are written, as a second
   * line of defence: a plugin must not log secrets in the first place.
   */
  System.Logger logger();

  /** A web client with the limits that a gateway needs. */
  WebClient web();
}
