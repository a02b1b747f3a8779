// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.WebResponse;
import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import io.drawbridge.json.MalformedJsonException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what STS answered to a GetCallerIdentity. */
final class AnswerReader {
  /** The longest answer that is read, in bytes; a real one has less than one KiB. */
  static final int LONGEST = 64 * 1024;

  private static final JsonLimits LIMITS = new JsonLimits(LONGEST, 4, 20);
  private static final Set<String> MEMBERS = Set.of("GetCallerIdentityResult", "ResponseMetadata");
  private static final Set<String> BUSY = Set.of("Throttling", "ThrottlingException");

  /** AWS's words for an error are of letters; another one is not repeated. */
  private static final Pattern CODE = Pattern.compile("[A-Za-z]{1,64}");

  private AnswerReader() {}

  /**
   * Reads an answer. A success is one JSON document of exactly the shape that STS documents (AWS
   * STS API Reference, GetCallerIdentity); a document that holds such a shape somewhere inside is
   * not one.
   */
  static StsAnswer read(WebResponse response) {
    if (response.status() == 400 || response.status() == 403) {
      String code = code(response);
      return BUSY.contains(code)
          ? new StsAnswer.Silent("STS asked to wait (" + code + ")")
          : new StsAnswer.Refused(code);
    }
    if (response.status() != 200) {
      return new StsAnswer.Silent("STS answered " + response.status());
    }
    if (!isJson(response)) {
      return new StsAnswer.Silent("STS's answer is not JSON by its Content-Type");
    }
    try {
      Map<?, ?> document = JsonReader.readObject(response.body(), LIMITS);
      return document.size() == 1
              && document.get("GetCallerIdentityResponse") instanceof Map<?, ?> answer
              && MEMBERS.containsAll(answer.keySet())
              && answer.get("GetCallerIdentityResult") instanceof Map<?, ?> result
              && result.size() == 3
              && result.get("Account") instanceof String account
              && result.get("Arn") instanceof String arn
              && result.get("UserId") instanceof String userId
          ? new StsAnswer.Caller(account, arn, userId)
          : new StsAnswer.Silent("STS's answer tells no caller");
    } catch (MalformedJsonException e) {
      return new StsAnswer.Silent("STS's answer is not JSON: " + e.getMessage());
    }
  }

  private static boolean isJson(WebResponse response) {
    List<String> types = response.headers().getOrDefault("content-type", List.of());
    if (types.size() != 1) {
      return false;
    }
    String type = types.getFirst().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.equals("application/json");
  }

  private static String code(WebResponse response) {
    try {
      return isJson(response)
              && JsonReader.readObject(response.body(), LIMITS).get("Error")
                  instanceof Map<?, ?> error
              && error.get("Code") instanceof String code
              && CODE.matcher(code).matches()
          ? code
          : "";
    } catch (MalformedJsonException _) {
      return "";
    }
  }
}
