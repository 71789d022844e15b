package import Kernel

/// Whose rows a transaction may touch; the policies of row-level security compare with it.
package enum TransactionScope: Hashable, Sendable {
  /// The rows of one organisation.
  case organization(OrganizationID)
  /// The rows of all organisations in tables that allow it: relays and other background work.
  case allOrganizations

  /// The value of the setting `laurel.organization_id`; no organisation is called `*`.
  var setting: String {
    switch self {
    case .organization(let organization): organization.rawValue
    case .allOrganizations: "*"
    }
  }
}

/// What a transaction sees of others (PostgreSQL manual, section 13.2).
package enum IsolationLevel: String, Hashable, Sendable {
  case readCommitted = "READ COMMITTED"
  case repeatableRead = "REPEATABLE READ"
  case serializable = "SERIALIZABLE"
}

/// The statements that frame every transaction.
enum TransactionFrame {
  /// What goes along with other statements.
  static let names: Set<String> = ["Begin", scopeName, "SetTimeout"]

  /// Begins a transaction.
  ///
  /// It does not say `READ WRITE`: that would get round `default_transaction_read_only`, by which
  /// somebody closes a server for writes.
  static func begin(isolation: IsolationLevel, readOnly: Bool) -> BoundStatement {
    BoundStatement(
      name: "Begin",
      sql: "BEGIN ISOLATION LEVEL \(isolation.rawValue)\(readOnly ? " READ ONLY" : "")")
  }

  static var scopeName: String { "SetScope" }

  /// Sets the scope until the end of the transaction, and the time that a statement in it may take
  /// when that is shorter than usual.
  static func setScope(
    _ scope: TransactionScope, timeout: Duration? = nil
  ) -> BoundStatement {
    var bindings = Bindings()
    bindings.append(scope.setting)
    let setScope = "SELECT set_config('laurel.organization_id', $1, true)"
    guard let timeout else {
      return BoundStatement(name: scopeName, sql: setScope, bindings: bindings)
    }
    bindings.append(String(timeout.timeoutMilliseconds))
    return BoundStatement(
      name: scopeName, sql: "\(setScope), set_config('statement_timeout', $2, true)",
      bindings: bindings)
  }

  /// Sets the time that a statement may take until the end of the transaction; `nil` for no limit.
  static func setTimeout(_ timeout: Duration?) -> BoundStatement {
    var bindings = Bindings()
    bindings.append(timeout.map { String($0.timeoutMilliseconds) } ?? "0")
    return BoundStatement(
      name: "SetTimeout", sql: "SELECT set_config('statement_timeout', $1, true)",
      bindings: bindings)
  }

  static var commit: BoundStatement { BoundStatement(name: "Commit", sql: "COMMIT") }
}
