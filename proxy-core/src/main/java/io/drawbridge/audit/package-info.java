// SPDX-License-Identifier: Apache-2.0
/**
 * The record of every attempt and every close, as JSON lines. Floor 2. A grant is recorded before
 * the client is told, or it is not a grant.
 */
package io.drawbridge.audit;
