// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each part of AWS can be configured, and its principals are understood. */
class PartitionTest {
  @ParameterizedTest
  @CsvSource({
    "eu-central-1, aws, sts.eu-central-1.amazonaws.com",
    "ap-southeast-7, aws, sts.ap-southeast-7.amazonaws.com",
    "mx-central-1, aws, sts.mx-central-1.amazonaws.com",
    "cn-northwest-1, aws-cn, sts.cn-northwest-1.amazonaws.com.cn",
    "us-gov-west-1, aws-us-gov, sts.us-gov-west-1.amazonaws.com",
    "eusc-de-east-1, aws-eusc, sts.eusc-de-east-1.amazonaws.eu",
    "us-iso-east-1, aws-iso, sts.us-iso-east-1.c2s.ic.gov",
    "us-isob-east-1, aws-iso-b, sts.us-isob-east-1.sc2s.sgov.gov",
    "eu-isoe-west-1, aws-iso-e, sts.eu-isoe-west-1.cloud.adc-e.uk",
    "us-isof-south-1, aws-iso-f, sts.us-isof-south-1.csp.hci.ic.gov"
  })
  void aRegionHasItsHostAndItsPrincipals(String region, String id, String host) {
    assertEquals(host, Partition.of(region).orElseThrow().sts(region));
    String role = "arn:" + id + ":iam::123456789012:role/ci-deploy";
    assertEquals(role, Principal.ofName(role).orElseThrow().arn());
    String session = "arn:" + id + ":sts::123456789012:assumed-role/ci-deploy/job-302";
    assertEquals(role, Principal.ofCaller(session).orElseThrow().arn());
  }
}
