// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.door.Door;
import java.net.SocketAddress;

/**
 * A listener as configured.
 *
 * @param name what it is called
 * @param address where it is bound: an internet or a Unix domain address
 * @param backlog how many connections may wait to be accepted
 * @param door the protocol by which clients ask
 * @param encryption how its legs are made
 */
public record Front(
    String name, SocketAddress address, int backlog, Door door, Encryption encryption) {}
