// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import io.drawbridge.auth.Authorizer;
import io.drawbridge.auth.Decision;
import io.drawbridge.auth.Environment;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Peer;

/**
 * An authorizer whose environment ends with it.
 *
 * @param made what the plugin made
 * @param environment what it was lent
 */
record LentAuthorizer(Authorizer made, Environment environment) implements Authorizer {
  @Override
  public Decision authorize(Identity identity, String target, Peer peer)
      throws InterruptedException {
    return made.authorize(identity, target, peer);
  }

  @Override
  public void close() {
    try {
      made.close();
    } finally {
      LentAuthenticator.giveBack(environment);
    }
  }
}
