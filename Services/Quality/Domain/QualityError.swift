package import Kernel

/// Why a request about forms, interactions or evaluations cannot be fulfilled.
package enum QualityError: Error, Hashable, Sendable {
  case formNotFound(FormID)
  /// The form is published already.
  case formNotDraft(FormID)
  /// The form is a draft, and drafts cannot be evaluated by.
  case formNotPublished(FormID)
  case interactionNotFound(InteractionID)
  case evaluationNotFound(EvaluationID)
  /// The evaluation has been answered already.
  case evaluationNotPending(EvaluationID)
  /// The evaluation is not answered yet, or released already.
  case evaluationNotFinished(EvaluationID)
  /// The caller is not the person whom the evaluation is assigned to.
  case notTheEvaluator(EvaluationID)
  /// The directory has not told of the organisation yet, so that its time zone is unknown.
  case organizationUnknown
  /// A stream brought more interactions than one call may.
  case tooManyInteractions(limit: Int)
}
