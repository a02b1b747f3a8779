// SPDX-License-Identifier: Apache-2.0
/** What was measured, what it is held against, and how it is written down. */
package io.drawbridge.benchmarks.compare.report;
