// SPDX-License-Identifier: Apache-2.0
/**
 * What was recorded, read again: whether an audit file's chain holds, and which attempts it tells
 * of. Floor 9; writes nothing, and knows the form of the records from the package that writes them.
 */
package io.drawbridge.review;
