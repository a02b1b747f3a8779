// SPDX-License-Identifier: Apache-2.0
/** What the tests of several packages share: connected sockets and the count of open ones. */
package io.drawbridge.testing;
