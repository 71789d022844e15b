package import Kernel

/// A questionnaire with its place in life: a draft, or published for good.
package struct Form: Hashable, Sendable {
  package let id: FormID
  package let questionnaire: Questionnaire
  package let createTime: Timestamp
  /// When it was published; `nil` for a draft.
  package let publishTime: Timestamp?

  package init(
    id: FormID, questionnaire: Questionnaire, createTime: Timestamp, publishTime: Timestamp? = nil
  ) {
    self.id = id
    self.questionnaire = questionnaire
    self.createTime = createTime
    self.publishTime = publishTime
  }

  package var isPublished: Bool { publishTime != nil }

  /// The published version: 1, or 0 for a draft.
  package var version: Int32 { isPublished ? 1 : 0 }

  /// The form after its publication.
  ///
  /// - Throws: ``QualityError/formNotDraft(_:)`` when it is published already.
  package func publishing(at time: Timestamp) throws(QualityError) -> Form {
    guard !isPublished else { throw .formNotDraft(id) }
    return Form(
      id: id, questionnaire: questionnaire, createTime: createTime, publishTime: time)
  }
}
