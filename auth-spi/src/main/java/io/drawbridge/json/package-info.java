// SPDX-License-Identifier: Apache-2.0
/**
 * Strict, bounded JSON: a reader that refuses what RFC 8259 leaves open (duplicate names, trailing
 * data, lone surrogates, deep nesting) and a writer that escapes what could break a log line.
 */
package io.drawbridge.json;
