internal import Kernel
internal import LearningDomain
package import Messages
package import RPC

extension ModuleService {
  package static let createModulePolicy = MethodPolicy(
    access: .everything(Permission("learning:module:edit")), deadlineMax: .seconds(5))

  package func createModule(
    _ request: LearningV1.CreateModuleRequest, _ call: CallContext
  ) async throws -> LearningV1.CreateModuleResponse {
    let module = LearningModule(
      id: ids.makeID(), content: try ModuleContent(request.module, field: "module"), state: .draft,
      createTime: clock.now())
    return try await call.once(request.requestID, request) { stored in
      LearningV1.CreateModuleResponse(module: LearningV1.Module(stored))
    } perform: { idempotentRequest in
      try await modules.create(
        in: call.caller.organization, module, by: call.caller.key, request: idempotentRequest)
    }
  }
}
