// SPDX-License-Identifier: Apache-2.0
/**
 * One of the two connections of a session, plain or TLS. Floor 1; knows no identity, and is the
 * only package that touches {@code SSLEngine}. A leg is owned by one thread at a time: the
 * session's virtual thread (blocking calls) until {@code detach}, the event loop ever after.
 */
package io.drawbridge.leg;
