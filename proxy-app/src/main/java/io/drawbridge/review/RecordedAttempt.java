// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.review;

import io.drawbridge.policy.Subject;

/**
 * An attempt of somebody whose identity was verified, as an audit file tells it.
 *
 * @param session the session's id
 * @param at when it was decided, as recorded
 * @param subject who asked for which target, as it was asked for. A recorded claim is null where it
 *     is known that it said nothing; one that was not recorded, or not whole, is absent
 */
public record RecordedAttempt(String session, String at, Subject subject) {}
