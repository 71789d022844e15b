package import Kernel

/// Names what the service's ids stand for; never instantiated.
package enum LearningEntity {
  /// Something to learn.
  package enum Module {}
  /// A module that a person is to complete.
  package enum Assignment {}
  /// An evaluation form of the quality service.
  package enum Form {}
  /// An evaluation of the quality service.
  package enum Evaluation {}
  /// A group of questions of a form.
  package enum QuestionGroup {}
}

package typealias ModuleID = ServerID<LearningEntity.Module>
package typealias AssignmentID = ServerID<LearningEntity.Assignment>
package typealias FormID = ServerID<LearningEntity.Form>
package typealias EvaluationID = ServerID<LearningEntity.Evaluation>

/// The form author's id of a question group: like a platform's id, 1 to 64 characters of
/// `[A-Za-z0-9._@:-]`.
package typealias QuestionGroupID = PlatformID<LearningEntity.QuestionGroup>
