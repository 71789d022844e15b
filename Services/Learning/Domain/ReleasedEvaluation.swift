package import Kernel

/// What learning needs to know of an evaluation that was released to its agent.
package struct ReleasedEvaluation: Hashable, Sendable {
  /// The result of one question group.
  package struct Group: Hashable, Sendable {
    package let id: QuestionGroupID
    package let displayName: String
    /// The score of the group alone; `nil` when all of it was not applicable.
    package let score: BasisPoints?
    /// Whether a fatal question of the group failed.
    package let isFatallyFailed: Bool

    package init(
      id: QuestionGroupID, displayName: String, score: BasisPoints?, isFatallyFailed: Bool
    ) {
      self.id = id
      self.displayName = displayName
      self.score = score
      self.isFatallyFailed = isFatallyFailed
    }
  }

  /// A published module that helps with a question group.
  package struct BoundModule: Hashable, Sendable {
    package let group: QuestionGroupID
    package let module: ModuleID
    package let version: Int32
    package let completionDays: Int32

    package init(
      group: QuestionGroupID, module: ModuleID, version: Int32, completionDays: Int32
    ) {
      self.group = group
      self.module = module
      self.version = version
      self.completionDays = completionDays
    }
  }

  /// The score below which an evaluation and a question group have failed: 60 %.
  ///
  /// Source: threshold of the product owner.
  package static var passingScore: BasisPoints { BasisPoints(stored: 6_000) }

  /// The largest number of question groups of an evaluation, as many as a form may have.
  package static var groupsMax: Int { 50 }

  /// The lengths of a question group's name, in characters.
  package static var groupNameCharacters: ClosedRange<Int> { 0...100 }

  /// The largest number of modules that one evaluation leads to; the groups that come first in the
  /// form win.
  package static var assignmentsMax: Int { 100 }

  package let id: EvaluationID
  package let form: FormID
  package let agent: PersonID
  /// The total score; `nil` when every question was not applicable.
  package let score: BasisPoints?
  /// The groups in the order of the form.
  package let groups: [Group]

  package init(
    id: EvaluationID, form: FormID, agent: PersonID, score: BasisPoints?, groups: [Group]
  ) {
    self.id = id
    self.form = form
    self.agent = agent
    self.score = score
    self.groups = groups
  }

  /// The groups that the agent has something to learn about, in the order of the form.
  ///
  /// Empty when the evaluation as a whole passed or has no score. Else the groups that scored below
  /// ``passingScore`` and those in which a fatal question failed.
  package var failedGroups: [Group] {
    guard let score, score < Self.passingScore else { return [] }
    return groups.filter { group in
      group.isFatallyFailed || group.score.map { $0 < Self.passingScore } ?? false
    }
  }

  /// The assignments that the evaluation leads to.
  ///
  /// A module bound to several failed groups is assigned once, for the first of them.
  ///
  /// - Parameters:
  ///   - modules: Published modules bound to the failed groups, in any order.
  ///   - makeID: Makes the id of each assignment.
  ///   - now: When the assignments are made.
  /// - Returns: At most ``assignmentsMax`` assignments, in the order of the form.
  package func assignments(
    of modules: [BoundModule], makeID: () -> AssignmentID, at now: Timestamp
  ) -> [LearningAssignment] {
    guard let score else { return [] }
    let modulesByGroup = Dictionary(grouping: modules, by: \.group)
    var assigned: Set<ModuleID> = []
    var assignments: [LearningAssignment] = []
    for group in failedGroups {
      let bound = (modulesByGroup[group.id] ?? []).sorted {
        ($0.module.uuid.high, $0.module.uuid.low) < ($1.module.uuid.high, $1.module.uuid.low)
      }
      for module in bound where assigned.insert(module.module).inserted {
        assignments.append(
          LearningAssignment(
            id: makeID(), module: module.module, moduleVersion: module.version, person: agent,
            reason: reason(of: group, score: score),
            dueTime: LearningAssignment.dueTime(after: now, days: module.completionDays),
            createTime: now, completeTime: nil))
        if assignments.count == Self.assignmentsMax { return assignments }
      }
    }
    return assignments
  }

  private func reason(of group: Group, score: BasisPoints) -> AssignmentReason {
    let name = group.displayName.isEmpty ? group.id.rawValue : group.displayName
    return AssignmentReason(
      text: "Evaluation scored \(score): question group '\(name)' failed",
      cause: AssignmentReason.Cause(evaluation: id, form: form, group: group.id, score: score))
  }
}
