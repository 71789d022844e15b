package import Kernel

/// Something to learn.
package struct LearningModule: Hashable, Sendable {
  /// Where the module is in its life.
  package enum State: Hashable, Sendable {
    /// It cannot be assigned yet.
    case draft
    /// It can be assigned; versions count from 1.
    case published(version: Int32, time: Timestamp)
  }

  package let id: ModuleID
  package let content: ModuleContent
  package private(set) var state: State
  package let createTime: Timestamp

  package init(id: ModuleID, content: ModuleContent, state: State, createTime: Timestamp) {
    self.id = id
    self.content = content
    self.state = state
    self.createTime = createTime
  }

  /// The published version; 0 for a draft.
  package var version: Int32 {
    switch state {
    case .draft: 0
    case .published(let version, _): version
    }
  }

  /// When the module was published; `nil` for a draft.
  package var publishTime: Timestamp? {
    switch state {
    case .draft: nil
    case .published(_, let time): time
    }
  }

  /// The module after its first publication.
  ///
  /// - Throws: ``LearningError/moduleNotDraft(_:)`` when it is published already.
  package func published(at time: Timestamp) throws(LearningError) -> LearningModule {
    guard case .draft = state else { throw .moduleNotDraft(id) }
    var module = self
    module.state = .published(version: 1, time: time)
    return module
  }

  /// The assignment that a person gets by hand.
  ///
  /// - Throws: ``LearningError/moduleNotPublished(_:)`` for a draft.
  package func assigned(
    to person: PersonID, because text: String, id assignment: AssignmentID, at now: Timestamp
  ) throws(LearningError) -> LearningAssignment {
    guard case .published(let version, _) = state else { throw .moduleNotPublished(id) }
    return LearningAssignment(
      id: assignment, module: id, moduleVersion: version, person: person,
      reason: AssignmentReason(text: text, cause: nil),
      dueTime: LearningAssignment.dueTime(after: now, days: content.completionDays),
      createTime: now, completeTime: nil)
  }
}

/// What an author writes about a module.
package struct ModuleContent: Hashable, Sendable {
  /// The lengths of a display name, in characters.
  package static var displayNameCharacters: ClosedRange<Int> { 1...100 }
  /// The lengths of a description, in characters.
  package static var descriptionCharacters: ClosedRange<Int> { 0...4_000 }
  /// How many days a module may be open.
  package static var completionDaysRange: ClosedRange<Int32> { 1...366 }
  /// The largest number of question groups that a module helps with.
  package static var bindingsMax: Int { 50 }

  package let displayName: String
  package let description: String
  /// How many days after the assignment the module is due.
  package let completionDays: Int32
  /// The question groups that the module helps with, each once.
  package let bindings: [QuestionGroupBinding]

  /// Checks what an author has written.
  ///
  /// - Throws: ``ValidationError`` that names the field below `field`.
  package init(
    displayName: String, description: String, completionDays: Int32,
    bindings: [QuestionGroupBinding], field: String
  ) throws(ValidationError) {
    self.displayName = try CheckedText.check(
      displayName, characters: Self.displayNameCharacters, field: "\(field).display_name")
    self.description = try CheckedText.check(
      description, characters: Self.descriptionCharacters, field: "\(field).description")
    guard Self.completionDaysRange.contains(completionDays) else {
      throw ValidationError(
        field: "\(field).completion_days",
        reason: "must be from 1 to \(Self.completionDaysRange.upperBound)")
    }
    self.completionDays = completionDays
    guard bindings.count <= Self.bindingsMax else {
      throw ValidationError(
        field: "\(field).question_group_bindings",
        reason: "must have at most \(Self.bindingsMax) entries")
    }
    var seen: Set<QuestionGroupBinding> = []
    for (index, binding) in bindings.enumerated() where !seen.insert(binding).inserted {
      throw ValidationError(
        field: "\(field).question_group_bindings[\(index)]",
        reason: "must not repeat an earlier entry")
    }
    self.bindings = bindings
  }

  /// Adopts what was checked when it was stored.
  package init(
    storedDisplayName displayName: String, description: String, completionDays: Int32,
    bindings: [QuestionGroupBinding]
  ) {
    self.displayName = displayName
    self.description = description
    self.completionDays = completionDays
    self.bindings = bindings
  }
}

/// A question group of an evaluation form: who fails it gets the module.
package struct QuestionGroupBinding: Hashable, Sendable {
  package let form: FormID
  package let group: QuestionGroupID

  package init(form: FormID, group: QuestionGroupID) {
    self.form = form
    self.group = group
  }
}
