// SPDX-License-Identifier: Apache-2.0
/**
 * What a plugin compiles against: how a job proves who it is ({@link Authenticator}), whether it
 * may reach a target ({@link Authorizer}) and whether it still runs ({@link Liveness}).
 *
 * <p>Every expected answer is a value, never an exception: a throw, a {@code null} or a call that
 * does not return is a fault of the plugin, and the session is refused. Calls are blocking, come
 * concurrently from a bounded pool of platform threads, and are interrupted at their deadline.
 */
package io.drawbridge.auth;
