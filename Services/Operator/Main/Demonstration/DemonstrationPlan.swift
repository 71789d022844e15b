internal import Kernel
internal import OperatorDomain

/// What a demonstration is made from: everything that it does follows from these values.
struct DemonstrationPlan: Sendable {
  let organization: OrganizationID
  let seed: UInt64
  /// 1 to 50.
  let interactionsPerAgent: Int

  /// The seed that `laurel up` uses.
  static var standardSeed: UInt64 { 1 }
  static var standardInteractionsPerAgent: Int { 2 }

  let form = DemonstrationForm.standard

  /// Each seed has a form of its own, by which a second run finds what the first has done.
  var formName: String {
    seed == Self.standardSeed ? form.displayName : "\(form.displayName), seed \(seed)"
  }

  /// The evaluator of all interactions.
  static var evaluator: (id: String, name: String) { ("demo.evaluator", "Dana Evaluator") }
  /// Who leads all agents.
  static var supervisor: (id: String, name: String) { ("demo.supervisor", "Sami Supervisor") }

  /// The id of a write, the same in every run.
  func requestID(_ purpose: String) -> String {
    Digest.uuid(of: "\(organization) \(seed) \(purpose)").description
  }

  /// Whether an assignment is one of those that get completed: about half.
  func completes(person: String, module: String) -> Bool {
    Digest.uuid(of: "\(seed) completes \(person) \(module)").low.isMultiple(of: 2)
  }
}

/// What a demonstration found or did.
struct DemonstrationOutcome: Sendable {
  var people = 0
  var evaluations = 0
  var released = 0
  var assignments = 0
  var completed = 0
  var drafts = 0
  /// Whether everything that must follow from the evaluations has arrived.
  var hasArrived = true
}
