// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.util.List;
import java.util.Set;

/**
 * What an authenticator knows about a configuration that works and was perhaps not meant so. For
 * {@code drawbridge check} alone: nothing of it decides about a session.
 *
 * @param settings for each thing that its own settings allow one sentence: what can come of it, and
 *     what to write instead
 * @param tracked whether its identities have a {@link Liveness} that follows a job or a credential;
 *     if not, a tunnel of theirs can only end by its limits
 * @param names the claims that name somebody: a rule should demand exact texts of at least one of
 *     them; empty if it need not
 * @param unnamed one sentence about a rule that does not: whom it lets in, and what to write
 */
public record Advice(List<String> settings, boolean tracked, Set<String> names, String unnamed) {
  /** Nothing to say. */
  public static final Advice NONE = new Advice(List.of(), true, Set.of(), "");

  /** Copies the collections. */
  public Advice {
    settings = List.copyOf(settings);
    names = Set.copyOf(names);
    if (!names.isEmpty() && unnamed.isBlank()) {
      throw new IllegalArgumentException("names without a sentence about rules without them");
    }
  }
}
