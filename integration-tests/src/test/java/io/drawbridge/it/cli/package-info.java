// SPDX-License-Identifier: Apache-2.0
/** The command line as its users meet it: processes, exit codes, signals and what is printed. */
package io.drawbridge.it.cli;
