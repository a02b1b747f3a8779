// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

/**
 * Which job.
 *
 * @param project the id of the project that runs it
 * @param pipeline the id of its pipeline
 * @param id its own id
 */
record Job(String project, String pipeline, String id) {
  /** What its tunnels share: project and job. */
  String key() {
    return project + "/" + id;
  }

  /** For messages. */
  @Override
  public String toString() {
    return "job " + id + " of project " + project;
  }
}
