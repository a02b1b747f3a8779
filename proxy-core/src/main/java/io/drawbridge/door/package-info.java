// SPDX-License-Identifier: Apache-2.0
/**
 * How a client says who it is and where it wants to go, and how it is answered. Floor 2; runs on
 * the session's virtual thread. A new protocol is one new {@link io.drawbridge.door.Door}.
 */
package io.drawbridge.door;
