// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the configuration file (TOML 1.0) into the calls an embedder makes. Floor 7. Everything
 * here runs on the thread that calls it and keeps nothing between calls.
 */
package io.drawbridge.config;
