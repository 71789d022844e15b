internal import Kernel
internal import LearningDomain
package import Messages
package import RPC

extension ModuleService {
  package static let getModulePolicy = MethodPolicy(
    access: .subject(Permission("learning:module:view")), deadlineMax: .seconds(5))

  package func getModule(
    _ request: LearningV1.GetModuleRequest, _ call: CallContext
  ) async throws -> LearningV1.GetModuleResponse {
    let id = try ModuleID(parsing: request.moduleID, field: "module_id")
    let module = try await modules.module(in: call.caller.organization, id: id)
    guard let module else { throw LearningError.moduleNotFound(id) }
    return LearningV1.GetModuleResponse(module: LearningV1.Module(module))
  }
}
