// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import io.drawbridge.json.MalformedJsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A file as the document on the audit says that one is to be read, in nothing by the code that
 * writes it: a mistake of both would look well to both.
 *
 * @param findings what does not hold, with the line
 * @param open granted sessions without a close
 * @param ended whether it ends with the end of a run
 * @param lastHash the last record's hash
 */
record RecordedChain(List<String> findings, Set<String> open, boolean ended, String lastHash) {
  private static final String MARK = ",\"hash\":\"";

  static RecordedChain of(Path file) throws IOException {
    List<String> findings = new ArrayList<>();
    Set<String> open = new LinkedHashSet<>();
    String event = "";
    String hash = "0".repeat(64);
    long sequence = -1;
    String text = Files.readString(file, StandardCharsets.UTF_8);
    if (!text.endsWith("\n")) {
      findings.add("torn");
    }
    int number = 0;
    for (String line : text.split("\n")) {
      number++;
      Map<String, Object> members = members(line);
      if (!members.keySet().containsAll(Set.of("seq", "event", "hash"))) {
        findings.add("line " + number + ": not a record");
        continue;
      }
      event = (String) members.get("event");
      if (sequence < 0) {
        hash = (String) members.get("previous");
        sequence = (Long) members.get("seq") - 1;
      }
      if ((Long) members.get("seq") != ++sequence) {
        findings.add("line " + number + ": record " + members.get("seq"));
      }
      String content = line.substring(0, line.lastIndexOf(MARK));
      hash = sha256(hash + content);
      if (!line.equals(content + MARK + hash + "\"}")) {
        findings.add("line " + number + ": another hash");
      }
      follow(open, event, (String) members.get("session"));
    }
    return new RecordedChain(findings, open, event.equals("end"), hash);
  }

  private static void follow(Set<String> open, String event, String session) {
    switch (event) {
      case "granted", "carried" -> open.add(session);
      case "refused", "closed" -> open.remove(session);
      case "boot", "segment" -> open.clear();
      default -> {
        // Neither opens nor closes.
      }
    }
  }

  boolean intact() {
    return findings.isEmpty();
  }

  private static Map<String, Object> members(String line) {
    try {
      return JsonReader.readObject(line.getBytes(StandardCharsets.UTF_8), JsonLimits.STANDARD);
    } catch (MalformedJsonException _) {
      return Map.of();
    }
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
