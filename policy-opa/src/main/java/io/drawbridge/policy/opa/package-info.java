// SPDX-License-Identifier: Apache-2.0
/**
 * The plugin of type {@code opa}: an Open Policy Agent decides who may reach what. Stands on the
 * plugin interface alone, starts no thread, and is called concurrently by the gateway's.
 */
package io.drawbridge.policy.opa;
