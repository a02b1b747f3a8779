// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import io.drawbridge.observe.CloseReason;

/**
 * How a tunnel ended.
 *
 * @param reason why
 * @param bytesUp bytes from downstream that the upstream leg took
 * @param bytesDown bytes from upstream that the downstream leg took
 * @param bytesSpliced those of both that the kernel moved without a copy here
 */
public record TunnelEnd(CloseReason reason, long bytesUp, long bytesDown, long bytesSpliced) {}
