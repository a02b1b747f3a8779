// SPDX-License-Identifier: Apache-2.0
/**
 * The life of a connection from accept to its last audit record. Floor 3. A session's virtual
 * thread owns the client's leg until the hand-over to an event loop, and never touches it again.
 */
package io.drawbridge.session;
