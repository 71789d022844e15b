package import Kernel

/// Names what ids inside a form stand for; never instantiated.
package enum FormPart {
  /// A group of questions.
  package enum Group {}
  /// A question.
  package enum Question {}
  /// An answer to choose.
  package enum Answer {}
}

/// The id of a form, made by this service.
package typealias FormID = ServerID<Form>
/// The id of an evaluation, made by this service.
package typealias EvaluationID = ServerID<Evaluation>
/// The author's id of a question group; the same in all versions of a form.
package typealias QuestionGroupID = PlatformID<FormPart.Group>
/// The author's id of a question; the same in all versions of a form.
package typealias QuestionID = PlatformID<FormPart.Question>
/// The author's id of an answer; unique in its question.
package typealias AnswerID = PlatformID<FormPart.Answer>
