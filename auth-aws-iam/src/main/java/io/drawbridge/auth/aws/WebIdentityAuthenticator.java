// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Check;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Examination;
import io.drawbridge.auth.Peer;
import java.util.List;
import java.util.Optional;

/**
 * Verifies the tokens of AWS outbound identity federation (STS API Reference, GetWebIdentityToken).
 * The accounts all name their keys alike, so that a token is tried with one after another.
 *
 * @param requestTags whether rules may match what the job says of itself
 */
record WebIdentityAuthenticator(List<WebIdentityAccount> accounts, boolean requestTags)
    implements Authenticator {
  @Override
  public Authentication authenticate(Credentials presented, Peer peer) throws InterruptedException {
    for (WebIdentityAccount account : accounts) {
      Authentication answer = account.authenticate(presented, peer);
      if (!(answer instanceof Authentication.NotMine)) {
        return answer;
      }
    }
    return new Authentication.NotMine();
  }

  @Override
  public Examination examine(Credentials presented, Peer peer) throws InterruptedException {
    if (accounts.size() == 1 || presented.token().isEmpty()) {
      return accounts.getFirst().examine(presented, peer);
    }
    for (WebIdentityAccount account : accounts) {
      Examination examination = account.examine(presented, peer);
      if (!(examination.answer() instanceof Authentication.NotMine)) {
        return examination;
      }
    }
    String of = "it is no signed token of one of the accounts " + String.join(", ", numbers());
    return new Examination(
        new Authentication.NotMine(),
        List.of(new Check("issuer", Check.Outcome.FAILED, of)),
        List.of());
  }

  private List<String> numbers() {
    return accounts.stream().map(WebIdentityAccount::number).toList();
  }

  @Override
  public Advice advice() {
    return PrincipalClaims.advice(
        requestTags
            ? List.of(
                "match_request_tags lets rules believe what a job wrote into its own token; leave"
                    + " it off, unless a policy in IAM restricts aws:RequestTag")
            : List.of());
  }

  /** While one account's keys are there, its jobs are let in. */
  @Override
  public Optional<String> trouble() throws InterruptedException {
    Optional<String> first = Optional.empty();
    for (WebIdentityAccount account : accounts) {
      Optional<String> trouble = account.trouble();
      if (trouble.isEmpty()) {
        return trouble;
      }
      first = first.or(() -> trouble);
    }
    return first;
  }

  @Override
  public void close() {
    accounts.forEach(WebIdentityAccount::close);
  }

  @Override
  public String toString() {
    return "WebIdentityAuthenticator" + numbers();
  }
}
