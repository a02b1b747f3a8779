// SPDX-License-Identifier: Apache-2.0
/**
 * One strict verifier of signed tokens (JWT, RFC 7519, in JWS compact form, RFC 7515) and the keys
 * it needs, shared by the plugins that accept such tokens. A library inside each of them, not part
 * of the plugin interface. It reads every document itself, with the strict JSON reader, makes keys
 * of their numbers and verifies signatures with the JDK alone, and fetches keys only through the
 * gateway's web client.
 *
 * <p>Threads: everything is called concurrently by the gateway's pools. A key set is fetched on a
 * daemon thread of its own, one at a time, that lives as long as the fetch.
 */
package io.drawbridge.auth.jwt;
