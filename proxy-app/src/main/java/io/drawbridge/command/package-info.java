// SPDX-License-Identifier: Apache-2.0
/**
 * What every command is made of: its options and arguments, its exit codes, its way of saying that
 * something is wrong, and the configuration that it is about. Floor 8.
 */
package io.drawbridge.command;
