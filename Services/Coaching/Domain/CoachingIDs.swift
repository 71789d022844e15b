package import Kernel

/// Names what the service's ids stand for; never instantiated.
package enum CoachingEntity {
  /// A coaching conversation.
  package enum Appointment {}
  /// An evaluation of the quality service.
  package enum Evaluation {}
  /// A group of questions of a form.
  package enum QuestionGroup {}
  /// A question of a form.
  package enum Question {}
}

package typealias AppointmentID = ServerID<CoachingEntity.Appointment>
package typealias EvaluationID = ServerID<CoachingEntity.Evaluation>

/// The form author's id of a question group: like a platform's id, 1 to 64 characters of
/// `[A-Za-z0-9._@:-]`.
package typealias QuestionGroupID = PlatformID<CoachingEntity.QuestionGroup>
/// The form author's id of a question, of the same form as a ``QuestionGroupID``.
package typealias QuestionID = PlatformID<CoachingEntity.Question>
