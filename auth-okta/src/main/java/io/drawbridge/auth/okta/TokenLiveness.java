// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.okta;

import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Secret;

/**
 * Takes the token for the job: runs while Okta calls the token active. It knows nothing of a job
 * that ends and leaves its token alive.
 *
 * @param introspection whom to ask
 * @param token the token, as it was presented
 * @param id its {@code jti}
 */
record TokenLiveness(Introspection introspection, Secret token, String id) implements Liveness {
  @Override
  public String key() {
    return id;
  }

  @Override
  public State check() throws InterruptedException {
    return introspection.state(token, id);
  }

  @Override
  public String toString() {
    return "TokenLiveness[" + id + "]";
  }
}
