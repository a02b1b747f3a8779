// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.common;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map of bounded size: beyond that the entry that was not used for longest gives way, so that
 * whoever can put entries into it costs a bounded memory. Not safe for concurrent use: a look
 * changes the order, too.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class LatestEntries<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;

  private final int most;

  /** Empty; it will hold at most so many entries. */
  public LatestEntries(int most) {
    super(16, 0.75f, true);
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}
