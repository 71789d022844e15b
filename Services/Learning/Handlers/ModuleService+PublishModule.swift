internal import Kernel
internal import LearningDomain
package import Messages
package import RPC

extension ModuleService {
  package static let publishModulePolicy = MethodPolicy(
    access: .everything(Permission("learning:module:edit")), deadlineMax: .seconds(5))

  package func publishModule(
    _ request: LearningV1.PublishModuleRequest, _ call: CallContext
  ) async throws -> LearningV1.PublishModuleResponse {
    let id = try ModuleID(parsing: request.moduleID, field: "module_id")
    let now = clock.now()
    return try await call.once(request.requestID, request) { stored in
      LearningV1.PublishModuleResponse(module: LearningV1.Module(stored))
    } perform: { idempotentRequest in
      try await modules.publish(
        in: call.caller.organization, id: id, by: call.caller.key, at: now,
        request: idempotentRequest)
    }
  }
}
