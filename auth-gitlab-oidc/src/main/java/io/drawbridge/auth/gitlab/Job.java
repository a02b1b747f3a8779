// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

/** Which job: the ids of the project that runs it, of its pipeline, and its own. */
record Job(String project, String pipeline, String id) {
  /** What its tunnels share: project and job. */
  String key() {
    return project + "/" + id;
  }

  @Override
  public String toString() {
    return "job " + id + " of project " + project;
  }
}
