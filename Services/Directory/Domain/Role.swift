package import Kernel

/// A named set of permissions.
///
/// The roles are built in; the raw value is the role's id. A change of any role's permissions needs
/// a higher ``catalogVersion``.
///
/// Source: domain.md 5.6, the map of roles, reduced to what Laurel offers.
package enum Role: String, Hashable, Sendable, CaseIterable {
  /// Everything.
  case administrator
  /// Somebody who serves customers; usually granted with the scope `own`.
  case agent
  /// A program that brings people, metric values and interactions in from the platform.
  case integration
  case learningAuthor = "learning_author"
  case performanceManager = "performance_manager"
  case qualityAdministrator = "quality_administrator"
  case qualityEvaluator = "quality_evaluator"
  case supervisor

  /// Grows with every change of what the roles allow, so that copies kept elsewhere are renewed.
  package static var catalogVersion: Int64 { 7 }

  /// All roles, ordered by id.
  package static var all: [Role] {
    allCases.sorted { $0.rawValue.utf8.lexicographicallyPrecedes($1.rawValue.utf8) }
  }

  /// Finds a role by its id.
  ///
  /// - Throws: ``DirectoryError/roleNotFound``.
  package init(id: String) throws(DirectoryError) {
    guard let role = Role(rawValue: id) else { throw .roleNotFound }
    self = role
  }

  /// The name shown to people.
  package var displayName: String {
    switch self {
    case .administrator: "Administrator"
    case .agent: "Agent"
    case .integration: "Integration"
    case .learningAuthor: "Learning author"
    case .performanceManager: "Performance manager"
    case .qualityAdministrator: "Quality administrator"
    case .qualityEvaluator: "Quality evaluator"
    case .supervisor: "Supervisor"
    }
  }

  /// What the role allows, in alphabetical order.
  package var permissions: [Permission] {
    permissionSet.sorted { $0.rawValue.utf8.lexicographicallyPrecedes($1.rawValue.utf8) }
  }
}
