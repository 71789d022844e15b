package import Kernel

/// Who may call a method and how long it may take.
///
/// Stands at the top of the handler's file.
public struct MethodPolicy: Hashable, Sendable {
  /// Who may call.
  package enum Access: Hashable, Sendable {
    /// Anybody, without credentials; for health checks only.
    case anybody
    /// The named services, for the organisation that their token names.
    case services(Set<String>)
    /// The named services, with a token for all organisations.
    case servicesForEveryOrganization(Set<String>)
    /// Callers that hold the permission for all data of the organisation.
    case everything(Permission)
    /// Callers that hold the permission in some scope.
    ///
    /// The handler checks that the scope covers the subject.
    case subject(Permission)
  }

  package var access: Access
  /// The longest time a call may take; applied when the caller asks for none or for more.
  package var deadlineMax: Duration

  package init(access: Access, deadlineMax: Duration) {
    self.access = access
    self.deadlineMax = deadlineMax
  }

  /// The permission that the policy asks for, if it asks for one.
  package var permission: Permission? {
    switch access {
    case .anybody, .services, .servicesForEveryOrganization: nil
    case .everything(let permission), .subject(let permission): permission
    }
  }
}
