// SPDX-License-Identifier: Apache-2.0
/**
 * The command line: one class per command. Floor 10; the only package that prints, exits or handles
 * signals.
 */
package io.drawbridge.cli;
