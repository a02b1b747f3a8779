// SPDX-License-Identifier: Apache-2.0
/**
 * Answers for people: why credentials would be let in or refused, what in a configuration was
 * probably not meant, and what a change of the rules changes. Floor 9; nothing is bound, dialled or
 * recorded.
 */
package io.drawbridge.explain;
