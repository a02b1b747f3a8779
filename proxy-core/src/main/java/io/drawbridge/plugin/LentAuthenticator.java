// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Environment;
import io.drawbridge.auth.Examination;
import io.drawbridge.auth.Peer;

/**
 * An authenticator whose environment ends with it.
 *
 * @param made what the plugin made
 * @param environment what it was lent
 */
record LentAuthenticator(Authenticator made, Environment environment) implements Authenticator {
  @Override
  public Authentication authenticate(Credentials presented, Peer peer) throws InterruptedException {
    return made.authenticate(presented, peer);
  }

  @Override
  public Advice advice() {
    return made.advice();
  }

  @Override
  public Examination examine(Credentials presented, Peer peer) throws InterruptedException {
    return made.examine(presented, peer);
  }

  @Override
  public void close() {
    try {
      made.close();
    } finally {
      giveBack(environment);
    }
  }

  static void giveBack(Environment environment) {
    if (environment instanceof PluginEnvironment own) {
      own.close();
    }
  }
}
