/// Why the service refuses something.
package enum LearningError: Error, Hashable, Sendable {
  /// There is no such module in the organisation.
  case moduleNotFound(ModuleID)
  /// The module is published already.
  case moduleNotDraft(ModuleID)
  /// The module is a draft and cannot be assigned.
  case moduleNotPublished(ModuleID)
  /// There is no such assignment in the organisation.
  case assignmentNotFound(AssignmentID)
  /// The directory has not told of the organisation yet, so its time zone is unknown.
  case organizationUnknown
}
