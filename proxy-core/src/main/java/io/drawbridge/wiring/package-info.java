// SPDX-License-Identifier: Apache-2.0
/**
 * Joins the parts: makes what the settings say, in the order that lets nothing be open before it is
 * guarded, and ends it all. Floor 5; the only place that knows every part.
 */
package io.drawbridge.wiring;
