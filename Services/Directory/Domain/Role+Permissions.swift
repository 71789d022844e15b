internal import Kernel

// What each role allows. Source: domain.md 5.6; what is not in that map is denied.

extension Role {
  var permissionSet: Set<Permission> {
    switch self {
    case .administrator: Self.everything
    case .agent: Self.agentPermissions
    case .integration: Self.integrationPermissions
    case .learningAuthor: Self.learningAuthorPermissions
    case .performanceManager: Self.performanceManagerPermissions
    case .qualityAdministrator: Self.qualityAdministratorPermissions
    case .qualityEvaluator: Self.qualityEvaluatorPermissions
    case .supervisor: Self.supervisorPermissions
    }
  }

  /// What everybody needs to find their way.
  private static var basics: Set<Permission> {
    [
      Permission("directory:organization:view"), Permission("directory:person:view"),
      Permission("directory:structure:view"),
    ]
  }

  /// Own scorecard, own ledger, the leaderboard, own assignments and appointments, own released
  /// evaluations.
  private static var agentPermissions: Set<Permission> {
    basics.union([
      Permission("gamification:metric:view"), Permission("gamification:scorecard:view"),
      Permission("gamification:leaderboard:view"), Permission("gamification:ledger:view"),
      Permission("gamification:agreement:view"), Permission("gamification:agreement:sign"),
      Permission("learning:module:view"), Permission("learning:assignment:view"),
      Permission("learning:assignment:complete"), Permission("coaching:appointment:view"),
      Permission("quality:evaluation:view"),
    ])
  }

  /// What an agent may see, and assigning, coaching and releasing for the people in the scope.
  ///
  /// Completing a module is left to the one who learns.
  private static var supervisorPermissions: Set<Permission> {
    agentPermissions.subtracting([Permission("learning:assignment:complete")]).union([
      Permission("directory:role:view"), Permission("gamification:profile:view"),
      Permission("gamification:insights:view"),
      Permission("gamification:agreement:propose"),
      Permission("gamification:heldPoints:view"), Permission("gamification:heldPoints:review"),
      Permission("learning:assignment:add"),
      Permission("coaching:appointment:edit"), Permission("quality:interaction:view"),
      Permission("quality:form:view"), Permission("quality:evaluation:assign"),
      Permission("quality:evaluation:release"),
    ])
  }

  private static var qualityEvaluatorPermissions: Set<Permission> {
    basics.union([
      Permission("coaching:appointment:view"), Permission("coaching:appointment:edit"),
      Permission("quality:interaction:view"), Permission("quality:form:view"),
      Permission("quality:evaluation:view"), Permission("quality:evaluation:score"),
    ])
  }

  private static var qualityAdministratorPermissions: Set<Permission> {
    qualityEvaluatorPermissions.union([
      Permission("quality:interaction:add"), Permission("quality:form:edit"),
      Permission("quality:evaluation:assign"), Permission("quality:evaluation:release"),
    ])
  }

  private static var performanceManagerPermissions: Set<Permission> {
    basics.union([
      Permission("gamification:profile:view"), Permission("gamification:profile:update"),
      Permission("gamification:externalMetric:edit"), Permission("gamification:agreement:view"),
      Permission("gamification:heldPoints:view"), Permission("gamification:heldPoints:review"),
      Permission("gamification:externalData:view"), Permission("gamification:externalData:edit"),
      Permission("gamification:metric:view"), Permission("gamification:metric:edit"),
      Permission("gamification:fact:add"), Permission("gamification:scorecard:view"),
      Permission("gamification:leaderboard:view"), Permission("gamification:ledger:view"),
      Permission("gamification:leaderboard:edit"),
      Permission("gamification:insights:view"), Permission("gamification:points:export"),
    ])
  }

  /// Modules are bound to the question groups of forms, so their authors read forms.
  private static var learningAuthorPermissions: Set<Permission> {
    basics.union([
      Permission("learning:module:view"), Permission("learning:module:edit"),
      Permission("quality:form:view"),
    ])
  }

  private static var integrationPermissions: Set<Permission> {
    basics.union([
      Permission("directory:import:add"), Permission("gamification:metric:view"),
      Permission("gamification:fact:add"), Permission("gamification:externalData:view"),
      Permission("gamification:externalData:edit"), Permission("quality:interaction:view"),
      Permission("quality:interaction:add"),
    ])
  }

  /// Every permission of the suite.
  private static var everything: Set<Permission> {
    agentPermissions
      .union(supervisorPermissions)
      .union(qualityAdministratorPermissions)
      .union(performanceManagerPermissions)
      .union(learningAuthorPermissions)
      .union(integrationPermissions)
      .union([Permission("directory:grant:edit"), Permission("directory:organization:edit")])
  }
}
