// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import io.drawbridge.settings.AuditSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The file with its chain: appends batches of records, all of a batch or, as far as the file system
 * lets it, nothing. Notices when the file was moved, removed, cut or written to by others, and goes
 * on with a segment record that says so and names again what is open. One thread.
 */
final class Journal {
  /**
   * What the close of one tunnel takes, at most, in bytes; kept free for each open tunnel: session,
   * time, reason and four numbers, with the chain's number and hash.
   */
  private static final int CLOSE_BYTES = 400;

  /** What the end of a run and the record of a gap take together, at most, in bytes. */
  private static final int SPARE_BYTES = 2048;

  private static final long SECOND = 1_000_000_000;

  private final AuditSettings settings;
  private final AppendFile.Opener opener;
  private final OpenTunnels open = new OpenTunnels();
  private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
  private final Deque<Body> followed = new ArrayDeque<>();
  private AppendFile file;
  private Chain chain;
  private Chain next;
  private long position;
  private long reserved;
  private long spare;
  private long spareAt = System.nanoTime() - 2 * SECOND;
  private boolean torn;
  private boolean written;
  private boolean unsynced;
  private String due;

  /** Opens the file, and records the start and what the last run left open. */
  Journal(AuditSettings settings, AppendFile.Opener opener) throws IOException {
    this.settings = settings;
    this.opener = opener;
    this.file = opener.open(settings.file());
    try {
      boot();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void boot() throws IOException {
    LastRun last = LastRun.read(file::read, file.size());
    if (last.tornBytes() > 0) {
      file.truncate(last.end());
    }
    position = last.end();
    chain = last.chain();
    begin();
    beginLine();
    Instant now = Instant.now();
    add(Body.boot(now, last));
    last.open().forEach(session -> add(Body.lost(session, now)));
    commit();
  }

  /**
   * Begins a batch.
   *
   * @throws IOException if the file is no longer where it was and no other can be opened
   */
  void begin() throws IOException {
    follow();
    discard();
    if (torn) {
      file.truncate(position);
      torn = false;
    }
    if (position == 0 && chain.sequence() == 0) {
      return;
    }
    if (unsynced) {
      replace("the disk refused to confirm earlier records");
    } else if (!file.inPlace()) {
      replace("the earlier file was moved or removed");
    } else if (file.size() != position) {
      due = "the file was " + (file.size() < position ? "cut" : "written to") + " by others";
      position = file.size();
    }
    if (due != null) {
      segment(due);
      due = null;
    }
  }

  private void replace(String why) throws IOException {
    if (unsynced && file.inPlace()) {
      // What a failed fsync left in the file cannot be known; it is kept aside, not written on.
      Path aside =
          settings
              .file()
              .resolveSibling(settings.file().getFileName() + ".failed-" + chain.sequence());
      Files.move(settings.file(), aside, StandardCopyOption.ATOMIC_MOVE);
    }
    AppendFile fresh = opener.open(settings.file());
    file.close();
    file = fresh;
    position = fresh.size();
    unsynced = false;
    due = why;
  }

  private void segment(String why) throws IOException {
    beginLine();
    List<String> carried = List.copyOf(open.sessions());
    add(Body.segment(Instant.now(), next.hash(), why));
    carried.forEach(session -> add(Body.carried(session)));
    // On its own: the batch that follows may fail, and this must not be said twice.
    commit();
  }

  /** What others left without a line feed gets one. */
  private void beginLine() throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    if (position > 0 && (file.read(last, position - 1) != 1 || last.get(0) != '\n')) {
      batch.write('\n');
    }
  }

  /** Whether a record of that length still fits into its share of the file. */
  boolean fits(Entry.Kind kind, int length) {
    boolean refusal = kind == Entry.Kind.STRANGER || kind == Entry.Kind.REFUSED;
    if (refusal && spare() < 0) {
      return false;
    }
    long max = settings.maxBytes().orElse(0);
    long size = position + batch.size() + length + Body.FRAME;
    return max == 0
        || switch (kind) {
          case STRANGER -> size <= max / 2;
          case REFUSED -> size <= max / 4 * 3;
          case GRANTED ->
              size + (open.sessions().size() + reserved + 1) * CLOSE_BYTES + SPARE_BYTES <= max;
          case CLOSED -> true;
        };
  }

  /** Room beyond the reserve, looked up once a second. */
  private long spare() {
    long now = System.nanoTime();
    if (now - spareAt > SECOND) {
      spareAt = now;
      try {
        spare = file.spare();
      } catch (IOException _) {
        // Then the disk itself tells when it is full.
        spare = Long.MAX_VALUE;
      }
    }
    return spare;
  }

  void add(Body body) {
    byte[] line = next.line(body.text());
    batch.writeBytes(line);
    next = next.behind(line);
    followed.add(body);
    reserved += body.event().equals("granted") ? 1 : 0;
  }

  int pending() {
    return batch.size();
  }

  /**
   * Writes the batch, and waits for the disk where that is asked for.
   *
   * @throws IOException if it is not, or not surely, in the file; nothing of it counts then
   */
  void commit() throws IOException {
    if (batch.size() == 0) {
      return;
    }
    byte[] bytes = batch.toByteArray();
    try {
      file.append(ByteBuffer.wrap(bytes), position);
    } catch (IOException | RuntimeException | Error e) {
      torn = true;
      truncateQuietly();
      discard();
      throw e;
    }
    position += bytes.length;
    chain = next;
    written = true;
    if (settings.disk()) {
      sync();
    }
    follow();
    discard();
  }

  /** Takes what was written into account; if there is no memory for it, then before the next. */
  private void follow() {
    while (written && !followed.isEmpty()) {
      open.follow(followed.peek().event(), followed.peek().session());
      followed.remove();
    }
    written = false;
  }

  private void sync() throws IOException {
    try {
      file.sync();
    } catch (IOException | RuntimeException | Error e) {
      // A second fsync may claim success for pages that were dropped: this file is done.
      unsynced = true;
      written = false;
      throw e;
    }
  }

  private void truncateQuietly() {
    try {
      file.truncate(position);
      torn = false;
    } catch (IOException | RuntimeException | Error _) {
      // Tried again before the next batch; until then nothing is written.
    }
  }

  private void discard() {
    batch.reset();
    followed.clear();
    reserved = 0;
    next = chain;
  }

  int open() {
    return open.sessions().size();
  }

  void close() {
    file.close();
  }
}
