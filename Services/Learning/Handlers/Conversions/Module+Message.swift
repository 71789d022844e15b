internal import Kernel
internal import LearningDomain
internal import Messages
internal import RPC
internal import WellKnownMessages

extension ModuleContent {
  /// Reads what an author has written; output-only fields do not matter.
  init(_ message: LearningV1.Module?, field: String) throws(ValidationError) {
    guard let message else { throw ValidationError(field: field, reason: "is required") }
    // Before the entries are read, so that nobody makes the service parse long lists.
    guard message.questionGroupBindings.count <= Self.bindingsMax else {
      throw ValidationError(
        field: "\(field).question_group_bindings",
        reason: "must have at most \(Self.bindingsMax) entries")
    }
    var bindings: [QuestionGroupBinding] = []
    for (index, binding) in message.questionGroupBindings.enumerated() {
      let path = "\(field).question_group_bindings[\(index)]"
      bindings.append(
        QuestionGroupBinding(
          form: try FormID(parsing: binding.formID, field: "\(path).form_id"),
          group: try QuestionGroupID(parsing: binding.groupID, field: "\(path).group_id")))
    }
    try self.init(
      displayName: message.displayName, description: message.description,
      completionDays: message.completionDays, bindings: bindings, field: field)
  }
}

extension LearningV1.Module {
  init(_ module: LearningModule) {
    self.init(
      moduleID: module.id.description, version: module.version,
      displayName: module.content.displayName, description: module.content.description,
      completionDays: module.content.completionDays,
      state: module.publishTime == nil ? .draft : .published,
      questionGroupBindings: module.content.bindings.map { binding in
        LearningV1.QuestionGroupBinding(
          formID: binding.form.description, groupID: binding.group.rawValue)
      },
      createTime: GoogleProtobuf.Timestamp(module.createTime),
      publishTime: module.publishTime.map { GoogleProtobuf.Timestamp($0) })
  }
}
