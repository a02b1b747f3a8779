// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.command;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * What a command reads and prints.
 *
 * @param in standard input
 * @param out results
 * @param err what went wrong
 */
public record Console(InputStream in, PrintStream out, PrintStream err) {}
