// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import io.drawbridge.common.LatestEntries;
import java.util.Map;

/**
 * The jobs that GitLab has shown us, the latest ten thousand. A job that was seen and cannot be
 * found any more has been deleted; one that was never seen may be hidden from our token. Safe for
 * concurrent use.
 */
final class SeenJobs {
  /** As many as the gateway remembers verified credentials; a forgotten job counts as hidden. */
  private static final int MOST = 10_000;

  private final Map<String, Boolean> keys = new LatestEntries<>(MOST);

  synchronized void add(Job job) {
    keys.put(job.key(), true);
  }

  synchronized boolean has(Job job) {
    return keys.get(job.key()) != null;
  }
}
