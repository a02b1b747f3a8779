// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A part of AWS with regions, accounts and names of its own (AWS General Reference, "Partitions").
 * The list is that of AWS's own tools; a new one needs a line here, a new region none.
 */
enum Partition {
  CHINA("aws-cn", "cn-[a-z]+-[0-9]+", "amazonaws.com.cn"),
  GOVERNMENT("aws-us-gov", "us-gov-[a-z]+-[0-9]+", "amazonaws.com"),
  EUROPEAN_SOVEREIGN("aws-eusc", "eusc-[a-z]{2}-[a-z]+-[0-9]+", "amazonaws.eu"),
  ISO("aws-iso", "us-iso-[a-z]+-[0-9]+", "c2s.ic.gov"),
  ISO_B("aws-iso-b", "us-isob-[a-z]+-[0-9]+", "sc2s.sgov.gov"),
  ISO_E("aws-iso-e", "eu-isoe-[a-z]+-[0-9]+", "cloud.adc-e.uk"),
  ISO_F("aws-iso-f", "us-isof-[a-z]+-[0-9]+", "csp.hci.ic.gov"),
  /** The one that everybody means. Last: the names of its regions follow the loosest rule. */
  COMMERCIAL("aws", "[a-z]{2}-[a-z]+-[0-9]+", "amazonaws.com");

  /** In characters: more than twice as many as the longest name of a region has. */
  private static final int LONGEST_REGION = 32;

  private final String id;
  private final Pattern regions;
  private final String domain;

  Partition(String id, String regions, String domain) {
    this.id = id;
    this.regions = Pattern.compile(regions);
    this.domain = domain;
  }

  static Optional<Partition> of(String region) {
    return Arrays.stream(values())
        .filter(
            partition ->
                region.length() <= LONGEST_REGION && partition.regions.matcher(region).matches())
        .findFirst();
  }

  String sts(String region) {
    return "sts." + region + "." + domain;
  }

  /** A regular expression for the names of all, as they stand in an ARN. */
  static String ids() {
    return Arrays.stream(values()).map(each -> each.id).collect(Collectors.joining("|"));
  }
}
