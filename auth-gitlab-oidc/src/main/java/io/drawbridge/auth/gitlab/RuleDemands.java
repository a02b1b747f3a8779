// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import io.drawbridge.auth.Advice.Demand;
import io.drawbridge.auth.Advice.Measure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What rules about jobs should demand. */
final class RuleDemands {
  private static final Set<String> IDS =
      Set.of("project_id", "namespace_id", "job_project_id", "job_namespace_id");

  /** The subject has the project's path in it. */
  private static final Set<String> PATHS =
      Set.of("project_path", "namespace_path", "job_project_path", "job_namespace_path", "subject");

  private RuleDemands() {}

  static List<Demand> of(boolean allowForks) {
    Set<String> either = new HashSet<>(IDS);
    either.addAll(PATHS);
    List<Demand> demands = new ArrayList<>();
    demands.add(
        Demand.of(
            Measure.NAMED,
            either,
            "no project or namespace is named: every project of that GitLab is let in"));
    demands.add(
        new Demand(
            PATHS,
            Measure.NAMED,
            IDS,
            false,
            "a path can be given up and taken by another project; name {project_id} or"
                + " {namespace_id} as well"));
    demands.add(
        new Demand(
            Set.of("ref", "ref_path"),
            Measure.TRUE,
            Set.of("ref_protected"),
            true,
            "a ref without {ref_protected} = true: whoever may push can make such a ref"));
    if (allowForks) {
      // In a pipeline of a fork the code is the fork's, and the place where it runs is the parent.
      demands.add(
          new Demand(
              Set.of(),
              Measure.ALL_EXACT,
              Set.of("project_id", "job_project_id"),
              true,
              "allow_forks is set: name {project_id}, whose code runs, and {job_project_id}, where"
                  + " it runs, or every fork is let in"));
    }
    return demands;
  }
}
