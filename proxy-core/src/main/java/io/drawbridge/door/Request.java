// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.door;

import io.drawbridge.auth.Credentials;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * What a client asks for.
 *
 * @param credentials what it presents
 * @param target the name it wants to reach, as it wrote it
 * @param port the port it asks for, if it names one
 * @param check whether it only asks if the way is open
 * @param early bytes that came behind the request: they belong to the target, and are delivered
 *     only after the grant
 */
public record Request(
    Credentials credentials, String target, OptionalInt port, boolean check, ByteBuffer early) {}
