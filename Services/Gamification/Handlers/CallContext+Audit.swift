internal import GamificationDomain
internal import Kernel
internal import RPC

extension CallContext {
  /// Who changes something, for the record that goes with the change.
  func audit(_ ids: any IDGenerator) -> AuditContext {
    AuditContext(caller: caller.key, id: ids.makeUUID())
  }
}
