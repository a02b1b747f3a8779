// SPDX-License-Identifier: Apache-2.0
/**
 * The two joined legs after a grant: moves bytes unread, with back-pressure, until either side
 * finishes or a limit strikes. Floor 2; runs on its event loop alone and knows no identity.
 */
package io.drawbridge.tunnel;
