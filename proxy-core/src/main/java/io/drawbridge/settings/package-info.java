// SPDX-License-Identifier: Apache-2.0
/**
 * What a proxy is to be: one immutable record for each concern, with its defaults and its bounds,
 * and {@link io.drawbridge.settings.ProxySettings} over all. The configuration file and {@link
 * io.drawbridge.ProxyBuilder} make these very records, and the engine reads nothing else; a default
 * or a bound stands nowhere but here. Floor 0; no threads, no input or output.
 *
 * <p>A record has an accessor for each setting, and beside it a method of the same name that takes
 * a new value and answers a copy with it.
 */
package io.drawbridge.settings;
