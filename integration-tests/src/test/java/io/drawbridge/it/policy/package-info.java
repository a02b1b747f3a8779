// SPDX-License-Identifier: Apache-2.0
/** Promises about rules and policies, with the distribution and the real policy agent. */
package io.drawbridge.it.policy;
