package import Kernel

/// Something that happened on a workday and earns points of its own.
package struct DayEvent: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// An evaluation that was released; its value is percent.
    case evaluation
    /// A learning assignment that was completed; its value is 1.
    case assignment
    /// A scheduled activity; its value is how many seconds the person came late, or with a minus
    /// early.
    case activity
  }

  package let kind: Kind
  package let id: UUIDBits
  package let value: Double
  /// The form of an evaluation.
  package let form: String?

  package init(_ kind: Kind, id: UUIDBits, value: Double, form: String? = nil) {
    self.kind = kind
    self.id = id
    self.value = value
    self.form = form
  }
}
