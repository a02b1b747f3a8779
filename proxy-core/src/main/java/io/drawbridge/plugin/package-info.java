// SPDX-License-Identifier: Apache-2.0
/**
 * Plugins: finding their jars, loading them, and lending what they make together with the
 * environment it was given. Floor 1; the only package that makes class loaders and uses
 * ServiceLoader.
 */
package io.drawbridge.plugin;
