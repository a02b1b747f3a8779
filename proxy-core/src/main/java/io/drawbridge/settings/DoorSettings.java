// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

/** The protocol by which the clients of a listener say who they are and where they want to go. */
public sealed interface DoorSettings {
  /**
   * HTTP CONNECT (RFC 9110 §9.3.6).
   *
   * @param maxHead the longest head of a request, in bytes
   */
  record HttpConnect(int maxHead) implements DoorSettings {
    /**
     * 32 KiB: the longest lawful credentials (a token of a user in 200 groups has 13 KB) fit beside
     * companions.
     */
    public static final HttpConnect STANDARD = new HttpConnect(32 * 1024);

    /** The longest head that can be set, in bytes: four of the longest credentials. */
    public static final int LARGEST_HEAD = 64 * 1_024;

    /** Refuses what is not from 1 KiB to 64 KiB. */
    public HttpConnect {
      new Bounds("listener").check("max_head", maxHead, 1_024, LARGEST_HEAD);
    }
  }

  /**
   * None: every connection asks for one target.
   *
   * @param target its name
   */
  record Direct(String target) implements DoorSettings {}
}
